import ConfigurationKit
import LibraryKit

/// Looks at everything the program depends on. Changes nothing that lasts.
struct Doctor: Sendable {
  /// What to look at.
  let settings: Settings

  /// Looks at everything, at the same time where it takes time.
  func examine() async -> Diagnosis {
    let terminal = TerminalProbe.facts(environment: settings.environment)
    async let ytDlp = ytDlp()
    async let player = player()
    async let database = database()
    async let port = Task.offPool { PortProbe.facts(settings.configuration) }
    var checks = ConfigurationCheck.findings(file: settings.file, warnings: settings.warnings)
    checks += await ytDlp
    checks += AudioCheck.findings(
      AudioChoice(settings.ytDlp), setting: settings.configuration.audioFormat)
    checks += WayOutCheck.findings(settings.wayOut)
    checks += await player
    checks += await database
    checks += PortCheck.findings(await port)
    checks += TerminalCheck.findings(terminal)
    checks += FilesCheck.findings(FilesProbe.facts(settings))
    return Diagnosis(checks: checks)
  }

  /// What is wrong with yt-dlp, its runtime and its scripts, for the dashboard's badges: nothing when all is
  /// well. Runs yt-dlp once.
  ///
  /// - Returns: yt-dlp's version besides, `nil` when it does not run.
  func badges() async -> (version: String?, findings: [Finding]) {
    let facts = await YtDlpProbe.facts(settings.ytDlp)
    let version: String? =
      if case .success(let inspection) = facts.inspection { inspection.version } else { nil }
    return (version, YtDlpCheck.findings(facts).filter { $0.status != .ok })
  }

  private func ytDlp() async -> [Finding] {
    YtDlpCheck.findings(await YtDlpProbe.facts(settings.ytDlp))
  }

  private func player() async -> [Finding] {
    PlayerCheck.findings(await PlayerProbe(settings: settings).facts())
  }

  private func database() async -> [Finding] {
    let path = settings.configuration.trackDatabase
    return DatabaseCheck.findings(await Task.offPool { DatabaseProbe.facts(path) })
  }
}
