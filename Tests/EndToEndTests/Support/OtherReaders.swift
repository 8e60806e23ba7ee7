import Foundation
import Glibc
import TestSupport
import Testing

/// Python with readers of other hands for what the program writes: `scripts/setup --tests` installs them.
enum OtherReaders {
  /// The interpreter.
  static let python: String = {
    // This file is Tests/EndToEndTests/Support/OtherReaders.swift below the package's root.
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appending(path: ".tools/readers/bin/python").path
  }()

  /// Whether they are installed.
  static var areInstalled: Bool { FileManager.default.isExecutableFile(atPath: python) }

  /// Runs a script that prints JSON.
  static func read<Value: Decodable>(
    _ type: Value.Type, _ script: String, _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Value {
    let outcome = try await run([python, "-c", "import json, sys\n" + script] + arguments)
    try #require(outcome.exit == .status(0), "\(outcome.errors)", sourceLocation: sourceLocation)
    return try JSONDecoder().decode(type, from: Data(outcome.bytes))
  }

  /// Whether mpv is there, which few servers have.
  static var hasMPV: Bool { has("mpv") }

  /// Whether VLC is there, and a user for it: it does not run as root.
  static var hasVLC: Bool { has("vlc") && (geteuid() != 0 || has("runuser")) }

  /// Whether `program` is there.
  static func has(_ program: String) -> Bool {
    ["/usr/bin", "/usr/sbin", "/usr/local/bin"].contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}
