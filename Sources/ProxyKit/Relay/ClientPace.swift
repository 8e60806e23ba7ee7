import NIOCore

/// How a client reads, as far as its socket is concerned.
enum ClientPace {
  /// Not known yet, or at the pace of the music.
  case unknown
  /// As fast as it can.
  case quick
  /// The same, of a file that the kernel sends.
  case file

  /// The socket takes no more than about so many bytes that have not been sent (tcp(7), TCP_NOTSENT_LOWAT).
  ///
  /// Little, until a client has shown that it is quick: what the kernel takes hides the client's pace, and
  /// what waits for a client should wait where it is counted. With the 64 KiB a client's own socket takes
  /// before its program reads, this is less than the first range.
  var notSentLowWater: Int {
    switch self {
    case .unknown: 16 * 1024
    case .quick: 128 * 1024
    case .file: 4 * 1024 * 1024
    }
  }
}

extension NIOBSDSocket.Option {
  /// `TCP_NOTSENT_LOWAT` of Linux (tcp(7)).
  static let notSentLowWater = NIOBSDSocket.Option(rawValue: 25)
}
