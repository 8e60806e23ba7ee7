import Foundation
import ProxyKit
import TestSupport
import Testing

/// A user's home of the test's own; removed with the last reference.
final class Workplace: Sendable {
  /// The home folder.
  let home: String
  /// The configuration file.
  var configuration: String { home + "/.config/ytmpd/config.yaml" }
  /// The library.
  var database: String { home + "/.config/ytmpd/track_mapping.db" }

  /// A home without a configuration file.
  init() throws {
    var template = Array("/tmp/ytmpd-end-to-end-XXXXXX".utf8CString)
    let path = try #require(mkdtemp(&template))
    home = String(cString: path)
    try FileManager.default.createDirectory(
      atPath: home + "/.config/ytmpd", withIntermediateDirectories: true)
  }

  deinit {
    // Whatever a test did to the permissions must not keep the folder alive.
    chmod(home + "/.config/ytmpd", 0o700)
    // A folder that stays behind in the temporary directory harms no test.
    try? FileManager.default.removeItem(atPath: home)
  }

  /// What every program of this home runs in.
  var environment: [String: String] {
    [
      "HOME": home, "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "LANG": "C.UTF-8",
      "TMPDIR": home, "SWIFT_BACKTRACE": "enable=no", "PYTHONDONTWRITEBYTECODE": "1",
    ]
  }

  /// Runs Python with `db` open on the library, as the other program that shares it.
  @discardableResult
  func python(_ script: String, sourceLocation: SourceLocation = #_sourceLocation) async throws -> String {
    try await succeed(
      "python3", "-c", "import json, sqlite3, sys, time\ndb = sqlite3.connect(sys.argv[1])\n" + script,
      database,
      environment: environment, sourceLocation: sourceLocation)
  }
}
