import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct PlaylistStoreTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)
  private let a = Track(id: testVideo("aaaaaaaaaaa"), title: "A", duration: .seconds(5))
  private let b = Track(id: testVideo("bbbbbbbbbbb"), title: "B")

  @Test func keepsOrderAndRepeats() throws {
    let store = try TrackStore()
    let leftOut = [
      LeftOutEntry(reference: "ccccccccccc", name: "C", reason: .isPrivate),
      LeftOutEntry(reference: "aaaaaaaaaaa", reason: .deleted),
    ]
    let change = try store.savePlaylist(
      name: "L", url: "https://x/L", origin: .added, tracks: [b, a, b], leftOut: leftOut, now: now)
    #expect(change.added == 3 && change.removed == 0 && change.isChanged)
    let summary = PlaylistSummary(
      name: "L", url: "https://x/L", syncedAt: now, count: 3, skipped: 2, origin: .added, triedAt: now)
    #expect(try store.playlist(named: "L") == StoredPlaylist(summary: summary, tracks: [b, a, b]))
    #expect(try store.playlists() == [summary])
    // What the library knows by name is named, though YouTube does not say it any more.
    #expect(
      try store.leftOut(ofPlaylist: "L") == [
        leftOut[0], .init(reference: a.id.rawValue, name: "A", reason: .deleted),
      ])
  }

  @Test(
    arguments: [
      ("aab", "aab", 0, 0, false), ("ab", "ba", 0, 0, true), ("", "ab", 2, 0, true), ("ab", "", 0, 2, true),
      ("aab", "abc", 1, 1, true),
    ])
  func changesAreCounted(_ old: String, _ new: String, _ added: Int, _ removed: Int, _ isChanged: Bool) {
    let ids: (String) -> [VideoID] = { $0.compactMap { VideoID(String(repeating: $0, count: 11)) } }
    let change = PlaylistChange(from: ids(old), to: ids(new))
    #expect(change.added == added && change.removed == removed && change.isChanged == isChanged)
  }

  @Test func aProblemLeavesThePlaylistAsItWas() throws {
    let store = try TrackStore()
    try store.savePlaylist(name: "L", url: "u", origin: .configured, tracks: [a], now: now)
    try store.notePlaylistProblem("no\nnetwork", of: "L", now: now + 5)
    let summary = try #require(try store.playlists().first)
    #expect(summary.problem == "no network" && summary.triedAt == now + 5 && summary.syncedAt == now)
    #expect(summary.count == 1 && summary.origin == .configured)
    try store.savePlaylist(name: "L", url: "u", tracks: [a], now: now + 9)
    #expect(try store.playlists().first?.problem == nil)
    #expect(try store.playlists().first?.origin == .configured)
    try store.notePlaylistProblem("x", of: "nobody")
    #expect(try store.playlists().count == 1)
  }

  @Test func renamingTakesTheFileAlong() throws {
    let store = try TrackStore()
    try store.savePlaylist(name: "L", url: "u", tracks: [a], now: now)
    try store.savePlaylist(name: "K", url: "v", tracks: [b], now: now)
    try store.notePlaylistFile(.init(path: "/p/L.m3u", playlist: "L", digest: 7))
    #expect(try !store.renamePlaylist("L", to: "K"))
    #expect(try !store.renamePlaylist("nobody", to: "X"))
    #expect(try store.renamePlaylist("L", to: "M"))
    #expect(try store.playlist(named: "M")?.tracks == [a])
    #expect(try store.playlistFiles() == [.init(path: "/p/L.m3u", playlist: "M", digest: 7)])
    try store.forgetPlaylistFile("/p/L.m3u")
    #expect(try store.playlistFiles().isEmpty)
  }

  @Test func listingsDoNotOverwriteBetterNames() throws {
    let store = try TrackStore()
    let listed = Track(
      id: a.id, title: "Band - Song (Official Video)", artist: "BandVEVO", duration: .seconds(5))
    func name() throws -> String? { try store.track(a.id)?.displayName }
    try store.savePlaylist(name: "L", url: nil, tracks: [listed], now: now)
    #expect(try name() == "BandVEVO - Band - Song (Official Video)")
    // Nobody else named it, so a new title at YouTube is a new title here.
    var renamed = listed
    renamed.title = "Band - Song (Remastered)"
    try store.savePlaylist(name: "L", url: nil, tracks: [renamed], now: now)
    #expect(try name() == "BandVEVO - Band - Song (Remastered)")
    // The song's own names are better, and no later listing takes them away.
    let media = MediaSource(url: "https://x/1", resolvedAt: now)
    try store.saveResolved(Track(id: a.id, title: "Song", artist: "Band", album: "LP", media: media))
    #expect(try name() == "Band - Song")
    try store.savePlaylist(name: "L", url: nil, tracks: [listed], now: now)
    #expect(try name() == "Band - Song" && store.track(a.id)?.album == "LP")
    // Names that people chose, or ytmpd did, stay as well.
    try store.register([Track(id: b.id, title: "Mine", artist: "Me")])
    var other = listed
    other = Track(id: b.id, title: "Theirs", artist: "They", duration: .seconds(7))
    try store.savePlaylist(name: "L", url: nil, tracks: [other], now: now)
    #expect(try store.track(b.id)?.displayName == "Me - Mine")
    #expect(try store.track(b.id)?.duration == .seconds(7))
  }

  @Test func theLastSearchKeepsItsOrder() throws {
    let store = try TrackStore()
    #expect(try store.lastSearch() == nil)
    let search = SearchRecord(words: "x y", searchedAt: now, tracks: [b, a])
    try store.saveSearch(search)
    #expect(try store.lastSearch() == search)
    try store.saveSearch(SearchRecord(words: "z", searchedAt: now + 1, tracks: [a]))
    #expect(try store.lastSearch()?.tracks == [a])
    #expect(try store.track(b.id) == b)
  }

  @Test func aLibraryOfAnEarlierVersionGetsItsTables() throws {
    let database = try YtmpdDatabase(.second)
    _ = try TrackStore.open(path: database.path)
    try database.python(
      """
      for table in ('playlist_states', 'left_out', 'listed', 'playlist_files', 'search'):
        db.execute('DROP TABLE ytmpd_tui_' + table)
      db.execute('DELETE FROM ytmpd_tui_migrations WHERE version > 1')
      db.execute("INSERT INTO ytmpd_tui_playlists (name, url, synced_at) VALUES ('Old', 'u', 5)")
      db.commit()
      """)
    // For reading alone nothing is made, and nothing is missed.
    let reader = try TrackStore.open(path: database.path, access: .readOnly).store
    #expect(try reader.playlists().map(\.name) == ["Old"] && reader.playlistFiles().isEmpty)
    let store = try TrackStore.open(path: database.path).store
    #expect(try store.playlists().first?.origin == nil)
    try store.savePlaylist(name: "Old", url: "u", origin: .added, tracks: [a], now: now)
    #expect(try store.playlists().first?.origin == .added)
  }

  @Test func newEntriesReplaceTheOld() throws {
    let store = try TrackStore()
    try store.savePlaylist(name: "L", url: nil, tracks: [b, a], now: now)
    try store.savePlaylist(name: "K", url: nil, tracks: [b], now: now)
    try store.savePlaylist(name: "L", url: nil, tracks: [a], now: now)
    #expect(try store.playlist(named: "L")?.tracks == [a])
    #expect(try store.playlists().map(\.name) == ["K", "L"])
    #expect(try store.playlists().map(\.count) == [1, 1])
    #expect(try store.removePlaylist(named: "L"))
    #expect(try !store.removePlaylist(named: "L"))
    #expect(try store.playlist(named: "L") == nil)
    #expect(try store.track(a.id) != nil)
  }

  @Test func tracksThatYtmpdRemovedAreLeftOut() throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path).store
    try store.savePlaylist(name: "L", url: nil, tracks: [b, a], now: now)
    try database.python("db.execute(\"DELETE FROM tracks WHERE video_id = 'bbbbbbbbbbb'\"); db.commit()")
    #expect(try store.playlist(named: "L")?.tracks == [a])
  }

  @Test func resolvingATrackReachesThePlaylist() throws {
    let store = try TrackStore()
    try store.savePlaylist(name: "L", url: nil, tracks: [a], now: now)
    let media = MediaSource(url: "https://x/1", resolvedAt: now)
    try store.saveResolved(Track(id: a.id, title: "other", media: media))
    #expect(try store.playlist(named: "L")?.tracks.first?.media == media)
    try store.savePlaylist(name: "L", url: nil, tracks: [a], now: now + 9)
    #expect(try store.playlist(named: "L")?.tracks.first?.media == media)
  }
}
