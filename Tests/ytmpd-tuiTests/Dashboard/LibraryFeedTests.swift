import Foundation
import Testing

@testable import DashboardKit
@testable import LibraryKit
@testable import TerminalKit
@testable import TrackKit
@testable import ytmpd_tui

struct LibraryFeedTests {
  /// Enough for the whole library to take a hundred times as long to read as one track of it.
  private static let count = 5000

  private static func video(_ number: Int) throws -> VideoID {
    try #require(VideoID("feed\(1_000_000 + number)"))
  }

  @Test func `a track that changes while the library is being read is shown as it is now`() async throws {
    let store = try TrackStore()
    try store.register((0..<Self.count).map { Track(id: try Self.video($0), title: "Song \($0)") })
    let inbox = try Inbox()
    let feed = LibraryFeed(store: store, inbox: inbox, freshness: URLFreshness(maximumAge: .seconds(3600)))

    let changed = try Self.video(17)
    async let whole: Void = feed.postTracks()
    // In turns with the long read, so that some of these begin when it has read the track already.
    for number in 0..<20 {
      var track = try #require(try store.track(changed))
      track.media = MediaSource(url: "https://origin/\(number)", resolvedAt: Date())
      try store.saveResolved(track)
      try await feed.postTrack(changed)
    }
    try await whole

    var state = State(size: Size(columns: 80, rows: 24), now: Date())
    for message in inbox.take() { _ = state.update(message, now: Date()) }
    let row = try #require(state.tracks.first { $0.id == changed })
    #expect(row.freshness(now: Date()) == .fresh)
  }

  @Test func `a URL that has come and is not written yet is shown`() async throws {
    let store = try TrackStore()
    let id = try Self.video(1)
    try store.register([Track(id: id, title: "Song")])
    let media = MediaSource(url: "https://origin/1", resolvedAt: Date())
    store.hold(Track(id: id, title: "Song", media: media))
    let inbox = try Inbox()
    let feed = LibraryFeed(store: store, inbox: inbox, freshness: URLFreshness(maximumAge: .seconds(3600)))
    try await feed.postTrack(id)
    guard case .track(let row)? = inbox.take().first else {
      Issue.record("nothing was posted")
      return
    }
    #expect(row.freshness(now: Date()) == .fresh)
    #expect(try store.tracks().first?.track.media == media)
  }

  @Test func `tracks are posted of which more is here, or that are kept`() async throws {
    let store = try TrackStore()
    let ids = try (0..<3).map(Self.video)
    try store.register(ids.map { Track(id: $0, title: "Song") })
    let inbox = try Inbox()
    let feed = LibraryFeed(store: store, inbox: inbox, freshness: URLFreshness(maximumAge: .seconds(3600)))
    var shown = try await feed.postLocalAudio(changedSince: [:])
    #expect(inbox.take().isEmpty && shown.isEmpty)
    try store.keep([ids[1]])
    shown = try await feed.postLocalAudio(changedSince: shown)
    guard case .events(let events, let rows)? = inbox.take().first else {
      Issue.record("nothing was posted")
      return
    }
    #expect(events.isEmpty && rows.map(\.id) == [ids[1]] && rows[0].isKept)
    shown = try await feed.postLocalAudio(changedSince: shown)
    #expect(inbox.take().isEmpty)
    try store.unkeep([ids[1]])
    shown = try await feed.postLocalAudio(changedSince: shown)
    guard case .events(_, let gone)? = inbox.take().first else {
      Issue.record("nothing was posted")
      return
    }
    #expect(gone.map(\.isKept) == [false])
  }

  @Test func `a track that is gone posts nothing`() async throws {
    let inbox = try Inbox()
    let feed = LibraryFeed(
      store: try TrackStore(), inbox: inbox, freshness: URLFreshness(maximumAge: .seconds(3600)))
    try await feed.postTrack(try Self.video(1))
    #expect(inbox.take().isEmpty)
  }
}
