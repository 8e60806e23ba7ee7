import Foundation
import Testing

@testable import ytmpd_tui

struct LogFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-log-\(UUID())")
  }

  private var path: String { folder.path + "/program.log" }

  private func text(_ suffix: String = "") throws -> String {
    try String(contentsOfFile: path + suffix, encoding: .utf8)
  }

  private func write(_ line: String, to file: LogFile) { file.write(Array((line + "\n").utf8)) }

  @Test func `a full file becomes the old one`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try LogFile(path, limit: 30)
    for number in 1...5 { write("line number \(number)", to: file) }
    #expect(try text(".1") == "line number 1\nline number 2\nline number 3\n")
    #expect(try text() == "line number 4\nline number 5\n")
    write("line number 6", to: file)
    #expect(try text(".1") == "line number 4\nline number 5\nline number 6\n")
    #expect(try text().isEmpty)
    write("line number 7", to: file)
    // What was written before the start counts.
    let later = try LogFile(path, limit: 30)
    write("line number 8", to: later)
    write("line number 9", to: later)
    #expect(try text(".1") == "line number 7\nline number 8\nline number 9\n")
  }

  @Test func `a file without a limit grows`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try LogFile(path, limit: 0)
    for number in 1...100 { write("line number \(number)", to: file) }
    #expect(try text().split(separator: "\n").count == 100)
    #expect(!FileManager.default.fileExists(atPath: path + ".1"))
  }

  @Test func `after a rotation by another program the new file is written to`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = try LogFile(path, limit: 0)
    let descriptor = file.descriptor
    write("before", to: file)
    try FileManager.default.moveItem(atPath: path, toPath: path + ".old")
    write("meanwhile", to: file)
    file.reopen()
    write("after", to: file)
    #expect(try text(".old") == "before\nmeanwhile\n")
    #expect(try text() == "after\n")
    #expect(file.descriptor == descriptor)
  }

  @Test func `two processes rotate once`() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (one, two) = (try LogFile(path, limit: 30), try LogFile(path, limit: 30))
    write("the first of process one", to: one)
    write("the first of process two", to: two)
    write("the second of process one", to: one)
    #expect(try text(".1").contains("process two"))
    write("the second of process two", to: two)
    let all = try text(".1") + text()
    #expect(all.contains("second of process one") && all.contains("second of process two"))
  }
}
