import ConfigurationKit
import FoundationEssentials
import LibraryKit
import Testing
import TrackKit

@testable import ytmpd_tui

private let now = Date(timeIntervalSince1970: 1_800_000_000)

private func listing(_ track: Track) -> TrackListing {
  TrackListing(
    StoredTrack(track: track, updatedAt: now), freshness: URLFreshness(), now: now,
    urls: TrackURL(base: "http://localhost:8080"))
}

struct ListingTests {
  @Test(
    arguments: [
      (nil, TrackListing.State.unresolved), (-3600, .fresh), (-6 * 3600, .expired),
    ] as [(Double?, TrackListing.State)])
  func `a track's state is that of its URL`(age: Double?, state: TrackListing.State) throws {
    let id = try #require(VideoID("-abcdefghij"))
    let media = age.map { MediaSource(url: "https://x/y", resolvedAt: now.addingTimeInterval($0)) }
    #expect(listing(Track(id: id, title: "T", media: media)).state == state)
  }

  @Test func `a track's JSON has every key`() throws {
    let id = try #require(VideoID("-abcdefghij"))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(listing(Track(id: id, title: "T"))), as: UTF8.self)
    #expect(
      json == """
        {"album":null,"artist":null,"duration_seconds":null,"last_error":null,"last_error_kind":null,"last_played_at":null,\
        "next_try_at":null,"play_count":0,\
        "state":"unresolved","title":"T","updated_at":1800000000,"url":"http://localhost:8080/proxy/-abcdefghij","video_id":"-abcdefghij"}
        """)
  }

  @Test func `a track's line is clean and aligned`() throws {
    let id = try #require(VideoID("-abcdefghij"))
    let track = Track(id: id, title: "T\u{1B}c", artist: "A", duration: .seconds(213))
    #expect(listing(track).line == "-abcdefghij  on demand    3:33  A - T\u{FFFD}c")
    #expect(listing(Track(id: id, title: "T", artist: "")).line == "-abcdefghij  on demand       -  T")
    let history = StoredTrack(
      track: track, updatedAt: now, playCount: 2, lastPlayedAt: now,
      mark: TrackMark(word: "private", reason: "the video is private", date: now, nextTry: now + 60))
    let line = TrackListing(history, freshness: URLFreshness(), now: now, urls: TrackURL(base: "")).line
    #expect(line.hasSuffix("A - T\u{FFFD}c  [2 plays]  [failing: the video is private (private)]"))
  }

  @Test func `configured playlists that were never read are listed too`() {
    let known = [PlaylistSummary(name: "B", url: nil, syncedAt: now, count: 1, skipped: 2)]
    let configured = [PlaylistSource(name: "B", url: "u"), .init(name: "C", url: "v")]
    let listings = PlaylistListing.merge(known: known, configured: configured)
    #expect(listings.map(\.name) == ["B", "C"])
    #expect(listings[0].line == "B" + String(repeating: " ", count: 31) + "  1 track, 2 left out")
    #expect(listings[1].line.hasSuffix("  never read"))
    #expect(listings[1].syncedAt == nil)
  }

  @Test func `a status is a few lines`() {
    var status = ProxyStatus()
    status.version = "1"
    status.uptimeSeconds = 7380
    status.streams.limit = 10
    guard let id = VideoID("-abcdefghij") else { return }
    var stream = ProxyStatus.Stream(
      id: 1, videoID: id, artist: "A", title: "T", client: "MPD 0.23", state: .retrying, startedAt: 0)
    stream.bytesSent = 3_100_000
    stream.length = 4_200_000
    stream.attempt = 2
    status.streams.list = [stream]
    let lines = StatusReport.lines(status, place: "localhost:8080")
    #expect(lines.first == "ytmpd-tui 1 at localhost:8080, up 2 h 03 min")
    #expect(lines.contains("MPD       not connected"))
    #expect(lines.last == "  A - T → MPD 0.23: retrying (retry 2), 3.1 MB of 4.2 MB, 0 B/s")
  }
}
