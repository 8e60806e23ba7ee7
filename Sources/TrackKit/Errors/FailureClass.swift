/// What class of failure it was: one word for people and scripts, the same wherever the failure is told, and whose it is.
public struct FailureClass: Sendable, Hashable, Codable {
  /// Whose failure it is, as far as that can be told.
  public enum Fault: String, Sendable, Codable, CaseIterable {
    /// The track's own: it is gone, or not for us. Other tracks play on.
    case track
    /// The track's, or that of the server that has it: the next track may meet it, too.
    case origin
    /// The network's, yt-dlp's, this machine's, or this address is refused: any track would meet it now.
    case surroundings
  }

  /// The word: lower-case letters and hyphens.
  public let word: String
  /// Whose it is.
  public let fault: Fault

  /// A class.
  public init(_ word: String, _ fault: Fault) {
    self.word = word
    self.fault = fault
  }

  /// The limit of streams was reached (503).
  public static let limit = FailureClass("limit", .surroundings)
}
