import TrackKit

/// What becomes of a stream when the time to end by itself is over.
extension StreamSession {
  /// The largest file that MPD takes into its memory as a whole, as fast as it comes: 128 MiB. It hangs for ever when such
  /// a body ends short, and takes its zeros within a second. A larger one it reads as it plays, and goes on at its end,
  /// wherever that is.
  static let largestHeldByMPD: Int64 = 128 << 20

  /// The program goes down, and the song has had its time.
  ///
  /// A body that MPD would hang on is completed with zeros; every other client gets its connection closed.
  ///
  /// - Parameter hasTime: whether there is time for zeros.
  mutating func goDown(hasTime: Bool = true) -> [Action] {
    isOutOfTime = !hasTime
    switch phase {
    case .filling:
      guard !hasTime else { return [] }
      // That it is lost has been said.
      isCut = true
      return [.abort]
    case .ended:
      // All of it has come from the origin, and the client is still reading; or it was answered with an error.
      guard hasResponded, !isCut, !request.isHead, !hangsPlayer else { return [] }
      return lose(GoingDownError())
    case .fetching: return [.cancelFetch] + lose(GoingDownError())
    case .idle, .resolving, .waiting, .parked, .piping: return lose(GoingDownError())
    }
  }

  /// Whether the client is an MPD that hangs when the body ends short.
  var hangsPlayer: Bool {
    guard isFilledWhenLost, let length = plannedLength else { return false }
    return length <= Self.largestHeldByMPD
  }
}
