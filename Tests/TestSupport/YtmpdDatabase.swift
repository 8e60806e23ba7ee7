package import Foundation

/// A database as the Python program makes and uses it, in a folder of its own that goes with it.
package final class YtmpdDatabase: Sendable {
  /// The versions of ytmpd's table.
  package enum Version: String, CaseIterable, Sendable {
    case first = "stream_url TEXT NOT NULL"
    case second = "stream_url TEXT"
  }

  /// What a Python program complained of.
  struct ScriptFailure: Error {
    let sentence: String
  }

  /// Another program that holds the write lock until it is told to let go.
  package static let lock = """
    db.isolation_level = None
    db.execute('BEGIN IMMEDIATE'); print('locked', flush=True); sys.stdin.read(); db.execute('COMMIT')
    """

  /// Fills the table with more than SQLite keeps in memory.
  package static let manyRows = """
    db.executemany('INSERT INTO tracks VALUES (?, ?, ?, ?, ?)',
      [('d%d' % (1000000000 + n), 'https://x/' + 'y' * 1500, 'A', 'T', 1.0) for n in range(6000)])
    db.commit()
    """

  package let folder: String
  package var path: String { folder + "/track_mapping.db" }

  package init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ytmpd-store-\(UUID())").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Makes the table and fills it with `rows`: each a Python tuple of the five columns.
  package convenience init(_ version: Version, rows: String = "") throws {
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
  package func python(_ script: String) throws -> String {
    let process = try start(script)
    return try finish(process)
  }

  /// Starts Python with `db` open on the file; ``finish(_:)`` waits for its end.
  package func start(_ script: String) throws -> Process {
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

  package func finish(_ process: Process) throws -> String {
    try (process.standardInput as? Pipe)?.fileHandleForWriting.close()
    let output = try (process.standardOutput as? Pipe)?.fileHandleForReading.readToEnd() ?? Data()
    let error = try (process.standardError as? Pipe)?.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ScriptFailure(sentence: String(decoding: error, as: UTF8.self))
    }
    return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Reads a line of what a started Python prints.
  package func line(from process: Process) throws -> String {
    guard let handle = (process.standardOutput as? Pipe)?.fileHandleForReading else {
      throw ScriptFailure(sentence: "its output is not read through a pipe")
    }
    var line = Data()
    while let byte = try handle.read(upToCount: 1), byte.first != UInt8(ascii: "\n") { line.append(byte) }
    return String(decoding: line, as: UTF8.self)
  }

  package var files: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
  }
}
