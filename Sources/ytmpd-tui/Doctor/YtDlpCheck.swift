import LibraryKit
import TrackKit

/// Judges yt-dlp, its JavaScript runtime and its scripts.
enum YtDlpCheck {
  /// What is known of them.
  struct Facts: Sendable, Equatable {
    /// `yt_dlp_path`.
    var program: String
    /// Where it is, `nil` when it is nowhere.
    var path: String?
    /// Whether a file is there that this user may not run.
    var isForbidden = false
    /// What it says of itself, or why it does not.
    var inspection: Result<YtDlpInspection, URLRefreshError>
    /// Today, in days since 1970.
    var today: Int

    /// The day on which the installed one was released, in days since 1970; `nil` when that is not known.
    var release: Int? {
      guard case .success(let inspection) = inspection else { return nil }
      return YtDlpVersion(inspection.version)?.day
    }
  }

  /// YouTube changes so often that an older version can't be relied on.
  private static let bestBefore = 60
  /// A command to copy.
  static let installation = "ytmpd-tui setup, which installs a current one for you alone"

  /// A finding for each of the three; only the first when there is no yt-dlp.
  static func findings(_ facts: Facts) -> [Finding] {
    guard let path = facts.path else {
      return [
        facts.isForbidden
          ? .error(.ytDlp, "\(facts.program) can't be run by this user", cure: "chmod +x \(facts.program)")
          : .error(
            .ytDlp, "\(facts.program) is not installed, or not on PATH",
            cure: installation)
      ]
    }
    switch facts.inspection {
    case .failure(let error):
      let reason = error.evidence.isEmpty ? error.sentence : error.evidence
      return [
        .error(
          .ytDlp, "\(path) does not run as configured: \(reason)",
          cure: "look at yt_dlp_path and yt_dlp_arguments")
      ]
    case .success(let inspection):
      let age = age(inspection.version, path: path, today: facts.today)
      // What a version that is too old lacks comes with a newer one.
      if age.status == .error { return [age] }
      return [age] + scripting(inspection) + [plugIns(inspection.plugIns), ffmpeg(inspection.ffmpegVersion)]
    }
  }

  private static func age(_ version: String, path: String, today: Int) -> Finding {
    guard let parsed = YtDlpVersion(version) else { return .ok(.ytDlp, "\(version) at \(path)") }
    guard parsed >= .oldest else {
      return .error(
        .ytDlp, "yt-dlp \(version) at \(path) is too old: \(YtDlpVersion.oldest) or newer is needed",
        cure: installation)
    }
    let days = today - parsed.day
    guard days > bestBefore else { return .ok(.ytDlp, "\(version) at \(path)") }
    return .warning(
      .ytDlp, "\(version) at \(path) is \(days) days old, and YouTube changes often", cure: installation)
  }

  private static func scripting(_ inspection: YtDlpInspection) -> [Finding] {
    guard let runtimes = inspection.runtimes else {
      return [
        .error(
          .javaScript,
          "yt-dlp \(inspection.version) uses no JavaScript runtime, without which YouTube gives no URLs",
          cure: installation)
      ]
    }
    return [runtime(runtimes), scripts(inspection.scriptsVersion)]
  }

  private static func runtime(_ runtimes: [YtDlpInspection.Runtime]) -> Finding {
    let usable = runtimes.filter(\.isSupported)
    if !usable.isEmpty {
      return .ok(.javaScript, usable.map(Self.name).joined(separator: ", "))
    }
    let cure =
      "install deno 2.3 or newer, or node 22 or newer with yt_dlp_arguments: [\"--js-runtimes\", \"node\"]"
    guard let old = runtimes.first else {
      return .error(
        .javaScript, "yt-dlp finds no JavaScript runtime, without which YouTube gives no URLs", cure: cure)
    }
    return .error(.javaScript, "yt-dlp does not take \(name(old))", cure: cure)
  }

  private static func name(_ runtime: YtDlpInspection.Runtime) -> String {
    runtime.version.map { "\(runtime.name) \($0)" } ?? "\(runtime.name), whose version it can't tell"
  }

  private static func plugIns(_ names: [String]) -> Finding {
    .ok(.plugIns, names.isEmpty ? "none" : names.joined(separator: ", "))
  }

  private static func ffmpeg(_ version: String?) -> Finding {
    if let version { return .ok(.ffmpeg, version) }
    return .warning(
      .ffmpeg, "yt-dlp finds no ffmpeg, without which live streams and some other videos can't be played",
      cure: "install ffmpeg, or name it with yt_dlp_arguments: [\"--ffmpeg-location\", \"/path/to/ffmpeg\"]")
  }

  private static func scripts(_ version: String?) -> Finding {
    if let version { return .ok(.scripts, version) }
    return .error(
      .scripts, "yt-dlp's scripts for the JavaScript runtime are not installed",
      cure:
        "pip install -U \"yt-dlp[default]\", or yt_dlp_arguments: [\"--remote-components\", \"ejs:github\"]")
  }
}
