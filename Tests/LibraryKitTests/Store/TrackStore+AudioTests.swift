import Foundation
import GRDB
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

struct TrackStoreAudioTests {
  private static func record(
    _ number: Int64, _ id: VideoID = .test, modified: String? = "1", bytes: Int64 = 5
  ) -> AudioRecord {
    AudioRecord(
      number: number,
      facts: AudioFacts(
        id: id, rendition: Rendition("251", language: "en", length: 1000, modified: modified), length: 1000,
        contentType: "audio/webm", bitrate: 128, fileExtension: "webm"),
      heardAt: 17, bytes: bytes, blocks: [1, 2, 3, 4, 5])
  }

  @Test func `a record is read as it was written`() throws {
    let store = try TrackStore()
    let records = [Self.record(7), Self.record(Int64.max, modified: nil), Self.record(8, .other)]
    #expect(try store.writeAudio(new: records, changed: [], heard: [:]) == [])
    #expect(try store.audioRecords(of: .test).sorted { $0.number < $1.number } == Array(records.prefix(2)))
    #expect(try store.audioRecord(8) == records[2])
    #expect(try store.audioRecord(9) == nil)
    #expect(Set(try store.audioEntries().map(\.number)) == [7, 8, Int64.max])
    #expect(
      try store.audioEntries().first { $0.number == 8 }
        == AudioEntry(
          number: 8, id: .other, length: 1000, heardAt: 17, bytes: 5))
  }

  @Test func `what was taken out stays out`() throws {
    let store = try TrackStore()
    _ = try store.writeAudio(new: [Self.record(1), Self.record(2)], changed: [], heard: [:])
    #expect(try store.removeAudio([1], sparingKept: false) == [])
    var changed = [Self.record(1, bytes: 9), Self.record(2, bytes: 9)]
    changed[1].blocks = [9]
    #expect(try store.writeAudio(new: [], changed: changed, heard: [1: 50, 2: 50]) == [1])
    #expect(try store.audioEntries().map(\.number) == [2])
    let written = try #require(try store.audioRecord(2))
    #expect((written.bytes, written.blocks, written.heardAt) == (9, [9], 50))
  }

  @Test func `a record is replaced unless it was changed meanwhile`() throws {
    let store = try TrackStore()
    let old = Self.record(1)
    _ = try store.writeAudio(new: [old], changed: [], heard: [:])
    var new = old
    (new.bytes, new.blocks) = (1, [7])
    #expect(try store.replaceAudio(new, for: old))
    #expect(try !store.replaceAudio(old, for: old))
    #expect(try store.audioRecord(1) == new)
  }

  @Test func `what is kept by now is spared`() throws {
    let store = try TrackStore()
    try store.register([Track(id: .test, title: "A"), Track(id: .other, title: "B")])
    _ = try store.writeAudio(new: [Self.record(1), Self.record(2, .other)], changed: [], heard: [:])
    #expect(try store.keptTracks() == [])
    try store.keep([.other])
    #expect(try store.keptTracks() == [.other])
    #expect(try store.removeAudio([1, 2], sparingKept: true) == [2])
    #expect(try store.audioEntries().map(\.number) == [2])
    #expect(try store.removeAudio([2], sparingKept: false) == [])
    #expect(try store.audioEntries().isEmpty)
  }

  /// Columns that a stranger has written into.
  @Test(arguments: [
    "video_id = x'00'", "video_id = 'short'", "video_id = 7", "length = -5", "length = 'long'", "length = 0",
    "blocks = 'text'", "blocks = 7", "format_id = x'ff'", "format_id = printf('%.200c', 'x')",
  ])
  func `what is no record is left out, and nothing traps`(change: String) throws {
    let folder = NSTemporaryDirectory() + "ytmpd-audio-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore.open(path: folder + "/a.db").store
    _ = try store.writeAudio(new: [Self.record(1)], changed: [], heard: [:])
    try DatabaseQueue(path: folder + "/a.db").write {
      try $0.execute(sql: "UPDATE ytmpd_tui_audio SET \(change)")
    }
    #expect(try store.audioRecord(1) == nil)
    #expect(try store.audioRecords(of: .test).isEmpty)
    #expect(try store.audioEntries().count == 1)
  }

  @Test(arguments: [
    "heard_at = 'now'", "heard_at = 9e999", "bytes = -9", "bitrate = 'much'", "language = x'00'",
  ])
  func `what is odd is not believed`(change: String) throws {
    let folder = NSTemporaryDirectory() + "ytmpd-audio-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore.open(path: folder + "/a.db").store
    _ = try store.writeAudio(new: [Self.record(1)], changed: [], heard: [:])
    try DatabaseQueue(path: folder + "/a.db").write {
      try $0.execute(sql: "UPDATE ytmpd_tui_audio SET \(change)")
    }
    let record = try #require(try store.audioRecord(1))
    #expect(record.bytes >= 0)
    #expect(record.heardAt.isFinite)
    #expect(try store.audioEntries().allSatisfy { $0.bytes >= 0 && $0.heardAt.isFinite })
  }
}
