import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

struct ServiceTimesTests {
  private static let start = SuspendingClock.now
  private static let track = TrackReference(id: testVideo("abcdefghijk"), name: "A - T")

  private static func stream(_ id: UInt64) -> StreamReference {
    StreamReference(id: id, track: track, client: ClientProgram("Test/1"))
  }

  /// The counts after these events, each with the seconds at which it comes.
  private static func times(_ events: [(Double, ProxyEvent.Kind)]) -> ServiceTimes {
    var times = ServiceTimes()
    for (second, event) in events { times.note(event, at: start + .seconds(second)) }
    return times
  }

  @Test func `a first byte is counted from the arrival on, the line included`() {
    let times = Self.times([
      (0, .streamQueued(Self.stream(1), position: 1)), (2, .streamAdmitted(Self.stream(1))),
      (2.5, .streamStarted(Self.stream(1), offset: 0)),
      (3, .streamAdmitted(Self.stream(2))), (3.01, .streamStarted(Self.stream(2), offset: 0)),
      (4, .streamAdmitted(Self.stream(3))), (5, .streamLeft(Self.stream(3))),
      (6, .streamStarted(Self.stream(3), offset: 0)),
    ])
    #expect(times.firstByte.count == 2 && abs(times.firstByte.sum - 2.51) < 1e-6)
    #expect(times.firstByte.cumulative.first { $0.bound == 0.02 }?.count == 1)
    #expect(times.firstByte.cumulative.first { $0.bound == 2 }?.count == 1)
    #expect(times.firstByte.cumulative.first { $0.bound == 4 }?.count == 2)
    #expect(times.firstByte.cumulative.last?.count == 2)
  }

  @Test func `a stall begins with the silence and ends with bytes, or with the song`() {
    let times = Self.times([
      (10, .streamStalled(Self.stream(1), silence: .seconds(3))),
      (12, .streamResumed(Self.stream(1), offset: 9)),
      (20, .streamStalled(Self.stream(2), silence: .seconds(3))),
      (137, .streamLost(Self.stream(2), bytes: 1, reason: "x")),
      (140, .streamResumed(Self.stream(2), offset: 9)),
    ])
    #expect(times.stall.count == 2 && abs(times.stall.sum - 125) < 1e-6)
    #expect(times.stall.cumulative.map(\.count) == [0, 0, 1, 1, 1, 1, 1, 2])
  }

  @Test func `a resolve counts however it ends`() {
    let times = Self.times([
      (0, .refreshStarted(Self.track, cause: "")), (4, .refreshSucceeded(Self.track, duration: .seconds(4))),
      (10, .refreshStarted(Self.track, cause: "")), (11, .refreshFailed(Self.track, reason: "")),
      (12, .refreshFailed(Self.track, reason: "of another process")),
    ])
    #expect(times.resolve.count == 2 && abs(times.resolve.sum - 5) < 1e-6)
  }

  @Test func `what is longer than every bound is in the count alone`() {
    var histogram = Histogram(bounds: [1, 2])
    for seconds in [0, 1, 1.5, 5, -1] { histogram.observe(.seconds(seconds)) }
    #expect(histogram.cumulative.map(\.count) == [3, 4] && histogram.count == 5 && histogram.sum == 7.5)
  }
}
