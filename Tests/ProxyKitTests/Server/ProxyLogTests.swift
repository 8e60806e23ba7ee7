import Logging
import Testing

@testable import ProxyKit
@testable import TrackKit

/// The fixed words of the log.
struct ProxyLogTests {
  private static let stream = SessionHarness.reference
  private static let track = stream.track

  @Test(
    arguments: [
      (.streamStarted(stream, offset: 5), "started"),
      (.streamRetrying(stream, attempt: 1, limit: 3, delay: .seconds(1), reason: "x"), "retry"),
      (.streamResumed(stream, offset: 5), "resumed"),
      (.streamStalled(stream, silence: .seconds(3)), "stalled"),
      (.streamPiped(stream, reason: "live"), "piped"),
      (.streamHedged(stream, silence: .seconds(2), offset: 5), "hedged"),
      (.streamFinished(stream, bytes: 5, clientLeft: false), "finished"),
      (.streamLost(stream, bytes: 5, reason: "x"), "lost"), (.streamRejected(stream, limit: 10), "rejected"),
      (.refreshSucceeded(track, duration: .seconds(2)), "refreshed"),
      (.refreshDegraded(track, reason: "x"), "degraded"),
    ] as [(ProxyEvent.Kind, String)])
  func word(event: ProxyEvent.Kind, word: String) throws {
    let line = try #require(ProxyLog.line(for: event))
    #expect(line.word == word)
    #expect(line.metadata["video_id"] == "\(Self.track.id)")
  }

  @Test(
    arguments: [
      .streamLost(stream, bytes: 0, reason: "x", failure: FailureClass("private", .track)),
      .refreshFailed(track, reason: "x", failure: FailureClass("private", .track)),
    ] as [ProxyEvent.Kind])
  func failureHasTheWordOfItsClass(event: ProxyEvent.Kind) throws {
    #expect(try #require(ProxyLog.line(for: event)).metadata["failure"] == "private")
  }

  @Test func lineOfAStreamNamesItsClient() throws {
    let line = try #require(ProxyLog.line(for: .streamStarted(Self.stream, offset: 5)))
    #expect(line.metadata["client"] == "mpv 0.35")
    #expect(line.metadata["offset"] == "5")
  }
}
