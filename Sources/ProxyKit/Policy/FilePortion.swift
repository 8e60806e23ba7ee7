import TrackKit

/// How much of a file may be handed to the kernel at once: what is under way there can't be taken back, and would be sent
/// as somebody has changed it meanwhile. So it is no more than the client takes in a moment.
struct FilePortion: Sendable, Equatable {
  /// How many bytes that is; 0 for a client that is too slow for it.
  private(set) var size: Int64 = 0

  /// The most there is: as long as it is sent, nobody else is served.
  static let largest: Int64 = 8 << 20
  /// Less is not worth a look at the file.
  private static let least: Int64 = 2 << 20
  /// How long it may be under way.
  private static let moment = 0.125
  /// What less than this says of a client is a guess.
  private static let telling: Int64 = 64 * 1024

  /// The client took `count` bytes in `duration`.
  mutating func drained(_ count: Int64, in duration: Duration) {
    guard count >= Self.telling else { return }
    let share = Self.moment / max(duration.seconds, 1e-6)
    let bytes = min(Double(count) * share, Double(Self.largest))
    size = bytes < Double(Self.least) ? 0 : Int64(bytes)
  }
}
