import DashboardKit
import Foundation
import Testing

@testable import TrackKit
@testable import ytmpd_tui

/// What the dashboard writes into files, and what it takes out of the log.
struct EventExportTests {
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }
    try body(folder)
  }

  @Test func `writes a file of its own each time, for its owner alone`() throws {
    try withFolder { folder in
      let now = Date(timeIntervalSince1970: 1_795_352_561)
      let first = try EventExport.write(["a", "b – ü"], in: folder.path, now: now)
      let second = try EventExport.write(["c"], in: folder.path, now: now)
      #expect(first != second)
      #expect(try String(contentsOfFile: first, encoding: .utf8) == "a\nb – ü\n")
      #expect(try String(contentsOfFile: second, encoding: .utf8) == "c\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: first)
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      #expect(first.wholeMatch(of: #/.*/ytmpd-tui-\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d\.log/#) != nil, "\(first)")
    }
  }

  @Test func `says where it could not write, and why`() throws {
    try withFolder { folder in
      let file = try EventExport.write(["a"], in: folder.path + "/made/on/the way")
      #expect(file.hasPrefix(folder.path + "/made/on/the way/"))
      #expect { try EventExport.write(["a"], in: file) } throws: { error in
        "\(error)".hasPrefix("\(file)/ytmpd-tui-") && "\(error)".contains("Not a directory")
      }
    }
  }

  @Test func `keeps the latest lines of the log in order, and says so once`() async {
    let feed = LogFeed()
    for number in 0..<1500 {
      feed.add(LogRow(date: Date(timeIntervalSince1970: 0), severity: .info, text: "\(number)"))
    }
    var news = feed.news.makeAsyncIterator()
    #expect(await news.next() != nil)
    let lost = "500 lines came too fast to be shown; the file has them"
    #expect(feed.take().map(\.text) == [lost] + (500..<1500).map { "\($0)" })
    #expect(feed.take() == [])
  }
}
