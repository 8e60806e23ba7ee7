import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What waits a moment, and that nothing overtakes it.
struct EventOutboxTests {
  private static let stream = SessionHarness.reference
  private static let track = stream.track

  /// The events that come of `body`, and what was counted.
  private func publish(
    _ body: @escaping @Sendable (EventOutbox) -> Void
  ) async throws -> (events: [String], retries: Int, degraded: Int) {
    let hub = EventHub()
    let events = hub.subscribe()
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    let counts = try await loop.submit {
      let outbox = EventOutbox(hub, eventLoop: loop)
      body(outbox)
      return (outbox.retriesTotal, outbox.degradedTotal)
    }.get()
    // Later than anything that was deferred.
    try await loop.scheduleTask(in: .milliseconds(20)) { hub.finish() }.futureResult.get()
    var names: [String] = []
    for await event in events { names.append(event.kind.name) }
    return (names, counts.0, counts.1)
  }

  @Test func theBeginningOfAStreamWaitsAMoment() async throws {
    let hub = EventHub()
    let events = hub.subscribe()
    let loop = MultiThreadedEventLoopGroup.singleton.next()
    try await loop.submit {
      let outbox = EventOutbox(hub, eventLoop: loop)
      outbox.publish(.streamAdmitted(Self.stream))
      outbox.publish(.streamStarted(Self.stream, offset: 0))
      hub.finish()
    }.get()
    for await event in events { Issue.record("\(event) did not wait") }
    let late = try await publish {
      $0.publish(.streamAdmitted(Self.stream))
      $0.publish(.streamStarted(Self.stream, offset: 0))
    }
    #expect(late.events == ["streamAdmitted", "streamStarted"])
  }

  @Test func nothingOvertakesWhatWaits() async throws {
    let result = try await publish {
      $0.publish(.streamAdmitted(Self.stream))
      $0.publish(.notice(.info, "x"))
      $0.publish(.streamStarted(Self.stream, offset: 0))
      $0.publishDeferred()
      $0.publish(.streamFinished(Self.stream, bytes: 1, clientLeft: false))
    }
    #expect(result.events == ["streamAdmitted", "notice", "streamStarted", "streamFinished"])
  }

  @Test func retriesAndDegradedPlaysAreCounted() async throws {
    let result = try await publish {
      for attempt in 1...2 {
        $0.publish(.streamRetrying(Self.stream, attempt: attempt, limit: 3, delay: .seconds(1), reason: "x"))
      }
      $0.publish(.refreshDegraded(Self.track, reason: "x"))
    }
    #expect((result.retries, result.degraded) == (2, 1))
  }
}
