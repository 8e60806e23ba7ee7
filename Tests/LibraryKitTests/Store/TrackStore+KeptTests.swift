import Foundation
import GRDB
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct KeptStoreTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  /// A library with the tracks `a` to `e`, and the playlists X (a, b) and Y (b, c).
  private func store() throws -> TrackStore {
    let store = try TrackStore()
    try store.register("abcde".map { letterTrack($0) }, now: start)
    try store.save("X", "ab")
    try store.save("Y", "bc")
    return store
  }

  private func ids(_ letters: String) -> [VideoID] { letters.map { letterTrack($0).id } }

  @Test func `what is kept are tracks, and the tracks of playlists, once each, in the order of the marks`()
    throws
  {
    let store = try store()
    try store.keep(ids("d"), now: start)
    #expect(try store.keepPlaylist(named: "Y", now: start + 1))
    try store.keep(ids("bd"), now: start + 2)
    #expect(try store.keptListing().map(\.id) == ids("dbc"))
    #expect(try store.keptListing().first?.name == "X - D")
    #expect(try store.keptPlaylists() == ["Y"])
    #expect(try store.playlists(keeping: ids("c")[0]) == ["Y"])
    #expect(try store.tracks().filter(\.isKept).map(\.id) == ids("bcd"))
    #expect(try store.storedTrack(ids("b")[0])?.isKept == true)
    #expect(try store.storedTrack(ids("a")[0])?.isKept == false)
    #expect(try store.playlists().map(\.isKept) == [false, true])
  }

  @Test func `what is unkept stays kept by what else keeps it`() throws {
    let store = try store()
    try store.keepPlaylist(named: "X")
    try store.keepPlaylist(named: "Y")
    try store.keep(ids("c"))
    #expect(try store.unkeepPlaylist(named: "Y"))
    #expect(try !store.unkeepPlaylist(named: "Y"))
    #expect(Set(try store.keptListing().map(\.id)) == Set(ids("abc")))
    #expect(try store.unkeep(ids("ca")) == ids("c"))
    #expect(try store.keptListing().map(\.id) == ids("ab"))
  }

  @Test func `a playlist that changes changes what is kept`() throws {
    let store = try store()
    try store.keepPlaylist(named: "X")
    try store.keep(ids("b"))
    try store.save("X", "ace")
    #expect(Set(try store.keptListing().map(\.id)) == Set(ids("abce")))
    try store.renamePlaylist("X", to: "Z")
    #expect(try store.keptPlaylists() == ["Z"])
    try store.removePlaylist(named: "Z")
    #expect(try store.keptListing().map(\.id) == ids("b"))
    // One of that name that is made later is another one.
    try store.save("Z", "a")
    #expect(try store.keptPlaylists() == [])
  }

  @Test func `nothing is kept that the library does not hold`() throws {
    let store = try store()
    try store.keep([testVideo("not-in-here")])
    #expect(try store.keptListing() == [])
    #expect(try !store.keepPlaylist(named: "none"))
    #expect(try store.keptPlaylists() == [])
  }

  @Test func `a failure is known until it is asked for again`() throws {
    let store = try store()
    try store.keepPlaylist(named: "X", now: start)
    var failure = KeepFailure(URLRefreshError(kind: .privateVideo), after: nil, now: start)
    try store.noteKeepFailure(failure, of: ids("b")[0])
    #expect(try store.keptListing().map(\.failure) == [nil, failure])
    failure = KeepFailure(URLRefreshError(kind: .network), after: failure, now: start + 1)
    try store.noteKeepFailure(failure, of: ids("b")[0])
    #expect(try store.keptListing().last?.failure?.tries == 2)
    try store.keepPlaylist(named: "X", now: start)
    #expect(try store.keptListing().map(\.failure) == [nil, nil])
    try store.noteKeepFailure(failure, of: ids("b")[0])
    try store.keep(ids("b"))
    #expect(try store.keptListing().map(\.failure) == [nil, nil])
  }

  @Test func `the rendition of which most is there counts`() throws {
    let store = try store()
    try store.keepPlaylist(named: "X")
    try store.list("a", bytes: 50, of: 100)
    try store.list("a", bytes: 200, of: 1000)
    try store.list("b", bytes: 300, of: 300)
    #expect(
      try store.keptListing().map(\.audio) == [
        AudioShare(bytes: 50, length: 100), AudioShare(bytes: 300, length: 300),
      ])
    #expect(try store.tracks().map { $0.audio?.percent } == [50, 100, nil, nil, nil])
    #expect(try store.storedTrack(ids("a")[0])?.audio?.isComplete == false)
    #expect(try store.playlists().map(\.completeCount) == [1, 1])
  }
}

extension TrackStore {
  /// Saves a playlist of the tracks with these letters.
  func save(_ name: String, _ letters: String) throws {
    try savePlaylist(name: name, url: "u-\(name)", origin: .added, tracks: letters.map { letterTrack($0) })
  }

  /// Lists audio of the track with this letter.
  func list(_ letter: Character, bytes: Int64, of length: Int64) throws {
    try writing { db in
      try db.execute(
        sql: """
          INSERT INTO ytmpd_tui_audio (video_id, format_id, length, heard_at, bytes, blocks)
          VALUES (?, '251', ?, 0, ?, x'')
          """, arguments: [letterTrack(letter).id.rawValue, length, bytes])
    }
  }
}
