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
        {"album":null,"artist":null,"cached_bytes":0,"duration_seconds":null,"kept":false,"last_error":null,\
        "last_error_kind":null,"last_played_at":null,"length_bytes":null,"next_try_at":null,"offline":false,"play_count":0,\
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

  @Test(
    arguments: [
      (nil, false, ""), (nil, true, "  [★ not here yet]"), (640, false, "  [64 % here]"),
      (999, true, "  [★ 99 % here]"),
      (1000, true, "  [★ here]"), (1000, false, "  [here]"),
    ] as [(Int64?, Bool, String)])
  func `a track's line says how much is here, and what is kept`(bytes: Int64?, isKept: Bool, end: String)
    throws
  {
    var stored = StoredTrack(
      track: Track(id: try #require(VideoID("-abcdefghij")), title: "T"), updatedAt: now)
    stored.audio = bytes.map { AudioShare(bytes: $0, length: 1000) }
    stored.isKept = isKept
    let listing = TrackListing(stored, freshness: URLFreshness(), now: now, urls: TrackURL(base: ""))
    #expect(listing.line == "-abcdefghij  on demand       -  T\(end)")
    #expect(listing.isOffline == (bytes == 1000) && listing.isKept == isKept)
  }

  @Test func `a playlist's line says how much is here`() {
    var known = PlaylistSummary(name: "B", url: nil, syncedAt: now, count: 20, skipped: 0)
    var line: String { PlaylistListing.merge(known: [known], configured: [])[0].line }
    #expect(line.hasSuffix("  20 tracks"))
    known.completeCount = 12
    #expect(line.hasSuffix("  20 tracks  [12 of 20 here]"))
    known.isKept = true
    #expect(line.hasSuffix("  20 tracks  [★ 12 of 20 here]"))
    known.completeCount = 20
    #expect(line.hasSuffix("  20 tracks  [★ all here]"))
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
    #expect(!lines.contains { $0.hasPrefix("cache") })
    status.cache.state = .ok
    (status.cache.bytes, status.cache.limit, status.cache.tracks) = (3_000_000, 1_000_000_000, 2)
    #expect(
      StatusReport.lines(status, place: "").contains(
        "cache     3.0 MB (limit 1.0 GB), 2 tracks, 0 complete, 0 kept; 0 B saved"))
    (status.cache.state, status.cache.reason) = (.failed, "no space left")
    #expect(StatusReport.lines(status, place: "").contains("cache     does not work: no space left"))
    #expect(lines.last == "  A - T → MPD 0.23: retrying (retry 2), 3.1 MB of 4.2 MB, 0 B/s")
  }
}
