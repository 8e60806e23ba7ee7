import ConfigurationKit
import LibraryKit
import TrackKit

/// Looks at everything the program depends on. Changes nothing that lasts.
struct Doctor: Sendable {
  /// What to look at.
  let settings: Settings

  /// Looks at everything, at the same time where it takes time.
  ///
  /// - Parameter video: a public video to be tried end to end; `nil` for none.
  func examine(online video: VideoID? = nil) async -> Diagnosis {
    let terminal = TerminalProbe.facts(environment: settings.environment)
    async let ytDlp = YtDlpProbe.facts(settings.ytDlp)
    async let service = Task.offPool { [settings] in ServiceProbe.facts(environment: settings.environment) }
    async let player = player()
    async let database = database()
    async let port = Task.offPool { PortProbe.facts(settings.configuration) }
    async let control = Task.offPool { [settings] in ControlProbe.facts(settings) }
    var checks = ConfigurationCheck.findings(file: settings.file, warnings: settings.warnings)
    let ytDlpFacts = await ytDlp
    checks += YtDlpCheck.findings(ytDlpFacts)
    checks += CookiesCheck.findings(
      CookiesCheck.facts(settings.configuration.ytDlpArguments, home: settings.directories.home))
    checks += AudioCheck.findings(
      AudioChoice(settings.ytDlp), setting: settings.configuration.audioFormat)
    checks += WayOutCheck.findings(settings.wayOut)
    checks += await player
    checks += await database
    let occupant = await port
    checks += CacheCheck.findings(
      await cache(isServed: occupant.occupant.isUs || settings.configuration.proxyPort == 0))
    checks += PortCheck.findings(occupant)
    let owner = await control
    checks += ControlCheck.findings(owner)
    checks += TerminalCheck.findings(terminal)
    checks += FilesCheck.findings(FilesProbe.facts(settings))
    var instances = await service
    instances.note(owner.occupant)
    checks += ServiceCheck.findings(instances)
    checks += ClockCheck.findings(ClockCheck.facts(release: ytDlpFacts.release))
    if let video {
      checks += OnlineCheck.findings(video.rawValue, await OnlineCheck.outcome(video, settings: settings))
    }
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

  private func player() async -> [Finding] {
    PlayerCheck.findings(await PlayerProbe(settings: settings).facts())
  }

  private func cache(isServed: Bool) async -> CacheCheck.Facts {
    let settings = settings
    return await Task.offPool { CacheProbe.facts(settings.configuration, isServed: isServed) }
  }

  private func database() async -> [Finding] {
    let path = settings.configuration.trackDatabase
    return DatabaseCheck.findings(await Task.offPool { DatabaseProbe.facts(path) })
  }
}
