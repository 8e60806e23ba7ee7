/// An option of MPD's player that is on or off.
public enum MPDOption: String, Sendable, CaseIterable {
  /// The queue starts again at its end.
  case `repeat`
  /// Songs come in random order.
  case random
  /// Playing ends with the song.
  case single
  /// Played songs leave the queue.
  case consume

  /// Whether it is on.
  public func isOn(in status: MPDStatus) -> Bool {
    switch self {
    case .repeat: status.isRepeating
    case .random: status.isRandom
    case .single: status.single != .off
    case .consume: status.isConsuming
    }
  }
}
