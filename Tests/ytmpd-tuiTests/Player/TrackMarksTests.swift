import FoundationEssentials
import LibraryKit
import TestSupport
import Testing
import TrackKit

@testable import ytmpd_tui

@Suite(.timeLimit(.minutes(5))) struct TrackMarksTests {
  private let id = testVideo("-abcdefghij")

  private func stream(_ number: UInt64, client: ClientProgram = "mpv 0.35") -> StreamReference {
    StreamReference(id: number, track: TrackReference(id: id, name: "A - B"), client: client)
  }

  /// Publishes events, and tells which mark the track has after the last change that was told.
  private func mark(
    before: TrackMark? = nil, changes: Int, after events: [ProxyEvent.Kind]
  ) async throws -> TrackMark? {
    let (store, hub) = (try TrackStore(), EventHub())
    try store.register([Track(id: id, title: "T")])
    if let before { try store.mark(id, before) }
    let (told, tell) = AsyncStream.makeStream(of: VideoID.self)
    let marks = TrackMarks(store: store, events: hub) { tell.yield($0) }
    let task = Task { await marks.run() }
    for event in events { hub.publish(event) }
    var count = 0
    if changes > 0 {
      for await _ in told {
        count += 1
        if count == changes { break }
      }
    }
    // What was published is worked off before the end.
    hub.finish()
    await task.value
    return try store.mark(of: id)
  }

  @Test func `what the origin refuses is marked, what the network lacks is not`() async throws {
    let refused = FailureClass("refused", .origin)
    let mark = try await mark(
      changes: 1,
      after: [.streamLost(stream(1), bytes: 0, reason: "upstream 403", failure: refused)])
    #expect(mark?.word == "refused" && mark?.reason == "upstream 403" && mark?.nextTry == nil)
    for failure in [FailureClass("network", .surroundings), FailureClass("paused", .surroundings)] {
      let none = try await self.mark(
        changes: 0, after: [.streamLost(stream(1), bytes: 0, reason: "r", failure: failure)])
      #expect(none == nil)
    }
  }

  @Test func `the resolver's mark stays, for it knows the next try`() async throws {
    let now = Date()
    let before = TrackMark(word: "private", reason: "the video is private", date: now, nextTry: now + 86_400)
    let mark = try await mark(
      before: before, changes: 1,
      after: [
        .streamLost(
          stream(1), bytes: 0, reason: "the video is private", failure: FailureClass("private", .track))
      ])
    #expect(mark?.nextTry != nil && mark?.word == "private")
  }

  @Test func `a mark goes when any player gets bytes`() async throws {
    let before = TrackMark(word: "refused", reason: "r", date: Date() - 60)
    let mark = try await mark(
      before: before, changes: 1,
      after: [
        .streamStarted(stream(1), offset: 0), .streamFinished(stream(1), bytes: 1, clientLeft: true),
      ])
    #expect(mark == nil)
    let nothing = try await self.mark(
      before: before, changes: 0, after: [.streamFinished(stream(1), bytes: 0, clientLeft: true)])
    #expect(nothing != nil, "416")
  }

  @Test func `a loss after the stream began stays`() async throws {
    let mark = try await mark(
      changes: 1,
      after: [
        .streamStarted(stream(1), offset: 0),
        .streamLost(stream(2), bytes: 10, reason: "upstream 403", failure: FailureClass("refused", .origin)),
        .streamFinished(stream(1), bytes: 1000, clientLeft: true),
      ])
    #expect(mark?.word == "refused")
  }
}
