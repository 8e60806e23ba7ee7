import Foundation
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

/// A port that nobody listened on a moment ago.
func freePort() throws -> Int {
  let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
  defer { close(descriptor) }
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  var size = socklen_t(MemoryLayout<sockaddr_in>.size)
  let isBound = withUnsafeMutablePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
      bind(descriptor, raw, size) == 0 && getsockname(descriptor, raw, &size) == 0
    }
  }
  try #require(isBound)
  return Int(UInt16(bigEndian: address.sin_port))
}
