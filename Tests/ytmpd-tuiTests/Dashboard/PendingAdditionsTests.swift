import Foundation
import Testing

@testable import ytmpd_tui

/// What was added while there was no network.
struct PendingAdditionsTests {
  private func withFile(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "pending-\(UUID().uuidString)")
    defer {
      do { try FileManager.default.removeItem(at: folder) } catch { Issue.record(error) }
    }
    try body(folder.appending(path: "state/pending").path)
  }

  @Test func `is kept for the next run, each once, until it is in the library`() throws {
    try withFile { path in
      let pending = PendingAdditions(path: path)
      #expect(pending.insert("dQw4w9WgXcQ") && !pending.insert("dQw4w9WgXcQ"))
      #expect(pending.insert("https://youtu.be/-bcdefghijk"))
      #expect(PendingAdditions(path: path).all == ["dQw4w9WgXcQ", "https://youtu.be/-bcdefghijk"])
      let next = PendingAdditions(path: path)
      next.remove("dQw4w9WgXcQ")
      next.remove("never there")
      #expect(PendingAdditions(path: path).all == ["https://youtu.be/-bcdefghijk"])
      next.remove("https://youtu.be/-bcdefghijk")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `takes only what may be added from a file that somebody has edited`() throws {
    try withFile { path in
      #expect(PendingAdditions(path: path).insert("dQw4w9WgXcQ"))
      try "\nnot a link\ndQw4w9WgXcQ\n".write(toFile: path, atomically: true, encoding: .utf8)
      #expect(PendingAdditions(path: path).all == ["dQw4w9WgXcQ"])
    }
  }

  @Test func `is bounded, and works without a file`() {
    let pending = PendingAdditions(path: nil)
    for number in 0...PendingAdditions.limit { _ = pending.insert("id\(number)") }
    #expect(pending.all.count == PendingAdditions.limit)
  }
}
