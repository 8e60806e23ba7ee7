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
    /// What it says of itself, or why it does not.
    var inspection: Result<YtDlpInspection, URLRefreshError>
    /// Today, in days since 1970.
    var today: Int
  }

  /// YouTube changes so often that yt-dlp itself calls an older version too old.
  private static let bestBefore = 90
  private static let installation = "pip install -U \"yt-dlp[default]\" deno gives a current one"

  /// A finding for each of the three; only the first when there is no yt-dlp.
  static func findings(_ facts: Facts) -> [Finding] {
    guard let path = facts.path else {
      return [
        .error(
          .ytDlp, "\(facts.program) is not installed, or not on PATH: no track can be resolved",
          cure: "\(installation); yt_dlp_path says where it is")
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
      return [age(inspection.version, path: path, today: facts.today)] + scripting(inspection)
    }
  }

  private static func age(_ version: String, path: String, today: Int) -> Finding {
    guard let days = day(of: version).map({ today - $0 }), days > bestBefore else {
      return .ok(.ytDlp, "\(version) at \(path)")
    }
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

  private static func scripts(_ version: String?) -> Finding {
    if let version { return .ok(.scripts, version) }
    return .error(
      .scripts, "yt-dlp's scripts for the JavaScript runtime are not installed",
      cure:
        "pip install -U \"yt-dlp[default]\", or yt_dlp_arguments: [\"--remote-components\", \"ejs:github\"]")
  }

  /// The day that a version such as `2026.10.26` names, in days since 1970.
  static func day(of version: String) -> Int? {
    let parts = version.split(separator: ".").prefix(3).compactMap { Int($0) }
    guard parts.count == 3, (1970...9999).contains(parts[0]), (1...12).contains(parts[1]),
      (1...31).contains(parts[2])
    else { return nil }
    // Years that begin in March have the leap day at their end.
    let year = parts[1] > 2 ? parts[0] : parts[0] - 1
    let month = (parts[1] + 9) % 12
    return year * 365 + year / 4 - year / 100 + year / 400 + (month * 306 + 5) / 10 + parts[2] - 1 - 719_468
  }
}
