import TrackKit

/// Counts the songs that were lost, by what may be our own fault, with no sound one between them.
struct LossStreak: Sendable {
  /// How many losses in a row are too many.
  let limit: Int
  /// One song has several streams, which are lost together.
  static let oneLoss = Duration.seconds(5)

  /// How long before its first sound MPD opens a song.
  static let openingTime = Duration.seconds(15)

  private struct Loss: Sendable {
    /// When it was.
    var at: ContinuousClock.Instant
    /// Whoever begins to hear the song before this hears what was left of it.
    var until: ContinuousClock.Instant
  }

  /// The losses since the last sound song.
  private(set) var count = 0
  private var lastLosses: [VideoID: Loss] = [:]

  /// No losses yet.
  init(limit: Int = 3) {
    self.limit = limit
  }

  /// The song `id` was given up.
  ///
  /// - Parameters:
  ///   - hasBytes: whether some of it had come, which MPD plays.
  ///   - fault: whose fault it was: a track's own says nothing of the next one.
  /// - Returns: whether these are too many now; the count then starts again.
  mutating func lost(
    _ id: VideoID, hasBytes: Bool, _ fault: FailureClass.Fault, at now: ContinuousClock.Instant
  ) -> Bool {
    if lastLosses.count > 1000 { lastLosses = lastLosses.filter { $0.value.at + .seconds(3600) > now } }
    let last = lastLosses.updateValue(
      Loss(at: now, until: hasBytes ? now + Self.openingTime : now), forKey: id)
    if fault == .track { return false }
    if let last, last.at + Self.oneLoss > now { return false }
    count += 1
    guard count >= limit else { return false }
    count = 0
    return true
  }

  /// The song `id`, which began at `start`, was heard.
  ///
  /// - Returns: whether it is sound: what was heard of a song before it was lost is no good sign.
  mutating func heard(_ id: VideoID, since start: ContinuousClock.Instant) -> Bool {
    if let loss = lastLosses[id], loss.until > start { return false }
    lastLosses[id] = nil
    count = 0
    return true
  }
}
