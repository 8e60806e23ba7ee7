import Foundation
import Testing

@testable import ProxyKit

@Suite struct PlaylistStoreTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)
  private let a = Track(id: testVideo("aaaaaaaaaaa"), title: "A", duration: .seconds(5))
  private let b = Track(id: testVideo("bbbbbbbbbbb"), title: "B")

  @Test func keepsOrderAndRepeats() throws {
    let store = try TrackStore()
    try store.savePlaylist(name: "L", url: "https://x/L", tracks: [b, a, b], skipped: 2, now: now)
    let summary = PlaylistSummary(name: "L", url: "https://x/L", syncedAt: now, count: 3, skipped: 2)
    #expect(try store.playlist(named: "L") == StoredPlaylist(summary: summary, tracks: [b, a, b]))
    #expect(try store.playlists() == [summary])
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
