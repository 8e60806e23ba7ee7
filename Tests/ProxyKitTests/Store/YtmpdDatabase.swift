import Foundation
import Testing

/// A database as the Python program makes and uses it, in a folder of its own that goes with it.
final class YtmpdDatabase: Sendable {
  /// The versions of ytmpd's table.
  enum Version: String, CaseIterable, Sendable {
    case first = "stream_url TEXT NOT NULL"
    case second = "stream_url TEXT"
  }

  let folder: String
  var path: String { folder + "/track_mapping.db" }

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ytmpd-store-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Makes the table and fills it with `rows`: each a Python tuple of the five columns.
  convenience init(_ version: Version, rows: String = "") throws {
    try self.init()
    try python(
      """
      db.execute('''CREATE TABLE IF NOT EXISTS tracks (video_id TEXT PRIMARY KEY, \(version.rawValue),
        artist TEXT, title TEXT NOT NULL, updated_at REAL NOT NULL)''')
      db.executemany('INSERT INTO tracks VALUES (?, ?, ?, ?, ?)', [\(rows)])
      db.commit()
      """)
  }

  /// Runs Python with `db` open on the file.
  @discardableResult
  func python(_ script: String) throws -> String {
    let process = try start(script)
    return try finish(process)
  }

  /// Starts Python with `db` open on the file; ``finish(_:)`` waits for its end.
  func start(_ script: String) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    let prelude = "import sqlite3, sys, time\ndb = sqlite3.connect(sys.argv[1])\n"
    process.arguments = ["python3", "-c", prelude + script, path]
    process.standardOutput = Pipe()
    process.standardError = Pipe()
    process.standardInput = Pipe()
    try process.run()
    return process
  }

  func finish(_ process: Process) throws -> String {
    try (process.standardInput as? Pipe)?.fileHandleForWriting.close()
    let output = try (process.standardOutput as? Pipe)?.fileHandleForReading.readToEnd() ?? Data()
    let error = try (process.standardError as? Pipe)?.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(String(decoding: error, as: UTF8.self))")
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Reads a line of what a started Python prints.
  func line(from process: Process) throws -> String {
    let handle = try #require((process.standardOutput as? Pipe)?.fileHandleForReading)
    var line = Data()
    while let byte = try handle.read(upToCount: 1), byte.first != UInt8(ascii: "\n") { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
  }

  var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }
}
