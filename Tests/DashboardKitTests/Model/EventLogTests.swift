import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Events as lines")
struct EventLogTests {
  private static let stream = StreamReference(id: 1, track: Sample.reference(1, "A - B"), client: "mpv 0.37")
  private static let track = Sample.reference(1, "A - B")

  /// An event, and the words it must have.
  struct Words: Sendable {
    var event: ProxyEvent.Kind
    var kind: String
    var text: String

    init(_ event: ProxyEvent.Kind, _ kind: String, _ text: String) {
      self.event = event
      self.kind = kind
      self.text = text
    }
  }

  private static let table: [Words] = [
    Words(.streamQueued(stream, position: 2), "queued", "A - B: waiting for a slot, position 2"),
    Words(.streamStarted(stream, offset: 0), "started", "A - B: to mpv 0.37"),
    Words(.streamStarted(stream, offset: 1_200_000), "started", "A - B: to mpv 0.37 from 1.2 MB"),
    Words(
      .streamRetrying(stream, attempt: 2, limit: 3, delay: .seconds(2), reason: "upstream 503"), "retry",
      "A - B: upstream 503, next try in 2 s (2/3)"
    ),
    Words(.streamResumed(stream, offset: 5_000), "resumed", "A - B: resumed at 5.0 kB"),
    Words(.streamStalled(stream, silence: .seconds(5)), "stalled", "A - B: no data for 5 s"),
    Words(
      .streamPiped(stream, reason: "no file"), "piped", "A - B: delivered by yt-dlp itself: no file"),
    Words(
      .streamHedged(stream, silence: .seconds(2), offset: 5), "hedged",
      "A - B: no data for 2 s, asking on another connection, too"),
    Words(.streamFinished(stream, bytes: 4_200_000, clientLeft: false), "finished", "A - B: 4.2 MB sent"),
    Words(.streamFinished(stream, bytes: 10, clientLeft: true), "finished", "A - B: client left after 10 B"),
    Words(.streamLost(stream, bytes: 10, reason: "upstream 451"), "lost", "A - B: upstream 451, after 10 B"),
    Words(
      .streamLost(stream, bytes: 0, reason: "the video is private", failure: FailureClass("private", .track)),
      "lost", "A - B: the video is private (private), after 0 B"),
    Words(.streamRejected(stream, limit: 10), "rejected", "A - B: refused: 10/10 in use"),
    Words(.refreshStarted(track, cause: "URL 5 h 02 min old"), "refresh", "A - B: URL 5 h 02 min old"),
    Words(.refreshSucceeded(track, duration: .milliseconds(1240)), "refresh", "A - B: URL ready (1.2 s)"),
    Words(.refreshFailed(track, reason: "it is private"), "refresh", "A - B: no URL: it is private"),
    Words(
      .refreshFailed(track, reason: "it is private", failure: FailureClass("private", .track)), "refresh",
      "A - B: no URL: it is private (private)"),
    Words(.refreshDegraded(track, reason: "timeout"), "degraded", "A - B: using the old URL: timeout"),
    Words(.limitReached(active: 10, limit: 10), "limit", "10/10 in use"),
    Words(
      .breakerOpened(reason: "bot check", until: Sample.now + 900), "breaker",
      "bot check; yt-dlp is paused for 15 min"),
    Words(.breakerClosed, "breaker", "closed: yt-dlp is used again"),
    Words(.mpdConnected(address: "h:1", version: "0.23"), "mpd", "connected to MPD at h:1, protocol 0.23"),
    Words(.mpdLost(reason: "refused", retryIn: .seconds(4)), "mpd", "refused, next try in 4 s"),
    Words(.mpdPushed(name: "Focus", songs: 1), "mpd", "pushed Focus: 1 song"),
    Words(.mpdTagged(songs: 12), "mpd", "tagged 12 songs"),
    Words(.mpdFailed(reason: "no such song"), "mpd", "no such song"),
    Words(.syncStarted(playlist: "P"), "sync", "P: reading"),
    Words(.syncProgress(playlist: "P", entries: 5, total: 9), "sync", "P: 5 of 9 entries read"),
    Words(.syncFinished(playlist: "P", tracks: 9, skipped: 1), "sync", "P: 9 tracks, 1 left out"),
    Words(.networkChanged(.addresses), "notice", "the machine's addresses have changed"),
    Words(
      .networkChanged(.resumed(after: .seconds(7200))), "notice", "the machine was asleep for 2 h 00 min"),
    Words(.notice(.warning, "w"), "warning", "w"), Words(.notice(.error, "e"), "error", "e"),
    Words(.notice(.info, "i"), "notice", "i"),
  ]

  @Test("Every kind of event has its words", arguments: table)
  func eventWords(expected: Words) throws {
    let line = try #require(EventLine(.init(sequence: 1, date: Sample.now, kind: expected.event), id: 1))
    #expect(line.kind.rawValue == expected.kind)
    #expect(line.kind.rawValue.count <= 8)
    #expect(line.text == expected.text)
  }

  @Test("An admission is told by the start that follows")
  func admission() {
    #expect(EventLine(.init(sequence: 1, date: Sample.now, kind: .streamAdmitted(Self.stream)), id: 1) == nil)
  }

  @Test("A gap in the numbering is told, a running count stays one line, and the log is bounded")
  func log() {
    var log = EventLog()
    func add(_ sequence: UInt64, _ kind: ProxyEvent.Kind) {
      log.append(.init(sequence: sequence, date: Sample.now, kind: kind))
    }
    add(5, .breakerClosed)
    add(9, .breakerClosed)
    #expect(log.lines.map(\.what).contains("3 events came too fast to be shown"))
    #expect(log.lines.count == 3)
    add(10, .syncProgress(playlist: "P", entries: 1, total: nil))
    add(11, .syncProgress(playlist: "P", entries: 2, total: nil))
    #expect(log.lines.count == 4)
    #expect(log.lines.last?.what == "P: 2 entries read")
    for sequence in 12..<2000 as Range<UInt64> { add(sequence, .breakerClosed) }
    #expect(log.lines.count == EventLog.capacity)
    #expect(Set(log.lines.map(\.id)).count == EventLog.capacity)
  }
}
