import TrackKit

/// How long what listeners wait for takes, from the events that tell of it. Pure: whoever passes the events brings the time.
struct ServiceTimes: Sendable, Equatable {
  /// From a request's arrival to the first byte of its body, the wait in line included.
  private(set) var firstByte = Histogram(
    bounds: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 120])
  /// How long yt-dlp took, whether it brought a URL or not.
  private(set) var resolve = Histogram(bounds: [0.5, 1, 2, 3, 5, 8, 12, 20, 30, 45, 60, 120])
  /// How long listeners got nothing in the middle of a song, where that was long enough to be noticed.
  private(set) var stall = Histogram(bounds: [3, 4, 6, 10, 15, 30, 60, 120])

  private var arrivals: [UInt64: SuspendingClock.Instant] = [:]
  private var stalls: [UInt64: SuspendingClock.Instant] = [:]
  private var resolves: [VideoID: SuspendingClock.Instant] = [:]
  /// More at once than there are by far.
  private static let most = 20_000

  /// Learns what happened at `now`.
  mutating func note(_ event: ProxyEvent.Kind, at now: SuspendingClock.Instant) {
    switch event {
    case .streamQueued(let stream, _), .streamAdmitted(let stream):
      if arrivals[stream.id] == nil, arrivals.count < Self.most { arrivals[stream.id] = now }
    case .streamStarted(let stream, _):
      if let arrival = arrivals.removeValue(forKey: stream.id) {
        firstByte.observe(arrival.duration(to: now))
      }
    case .streamStalled(let stream, let silence):
      if stalls[stream.id] == nil, stalls.count < Self.most {
        stalls[stream.id] = now.advanced(by: .zero - silence)
      }
    case .streamResumed(let stream, _): endStall(stream, at: now)
    case .streamFinished(let stream, _, _), .streamLost(let stream, _, _, _, _),
      .streamRejected(let stream, _),
      .streamLeft(let stream):
      arrivals[stream.id] = nil
      endStall(stream, at: now)
    case .refreshStarted(let track, _):
      if resolves.count < Self.most { resolves[track.id] = now }
    case .refreshSucceeded(let track, let duration):
      resolves[track.id] = nil
      resolve.observe(duration)
    case .refreshFailed(let track, _, _):
      if let start = resolves.removeValue(forKey: track.id) { resolve.observe(start.duration(to: now)) }
    default: break
    }
  }

  private mutating func endStall(_ stream: StreamReference, at now: SuspendingClock.Instant) {
    if let start = stalls.removeValue(forKey: stream.id) { stall.observe(start.duration(to: now)) }
  }
}
