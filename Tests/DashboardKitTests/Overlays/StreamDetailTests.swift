import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("What happened to a stream")
struct StreamDetailTests {
  @Test("A stream's history tells what happened to it, and to its track's URL")
  func history() throws {
    var state = Sample.state(columns: 120, rows: 40)
    let stream = StreamReference(id: 1, track: Sample.reference(1, "Tommy"), client: "MPD")
    let kinds: [ProxyEvent.Kind] = [
      .streamAdmitted(stream), .streamStarted(stream, offset: 0),
      .streamRetrying(stream, attempt: 1, limit: 3, delay: .seconds(1), reason: "upstream 503"),
      .refreshStarted(Sample.reference(1, "Tommy"), cause: "upstream 403"),
      .refreshStarted(Sample.reference(2, "Other"), cause: "not mine"),
      .refreshSucceeded(Sample.reference(1, "Tommy"), duration: .seconds(2)),
      .streamResumed(stream, offset: 1_000_000),
      .streamLost(stream, bytes: 1_000_000, reason: "upstream 451"),
    ]
    for (place, kind) in kinds.enumerated() {
      _ = state.update(
        .events([.init(sequence: UInt64(place + 3), date: Sample.now, kind: kind)]), now: Sample.now)
    }
    _ = state.type([.enter])
    let screen = Sample.screen(state)
    for part in [
      "got a slot", "to MPD", "upstream 503, next try in 1 s (1/3)", "upstream 403", "URL ready (2 s)",
      "resumed at 1.0 MB", "lost: upstream 451", "resolved 1 h 00 min ago, ends in 5 h 00 min",
      "content-type: audio/webm",
    ] {
      #expect(screen.contains(part), "\(part)")
    }
    #expect(!screen.contains("not mine"))
    #expect(state.type("r") == [.refresh([Sample.id(1)])])
    _ = state.type([.escape])
    #expect(Sample.screen(state).contains("lost: upstream 451"))
  }
}
