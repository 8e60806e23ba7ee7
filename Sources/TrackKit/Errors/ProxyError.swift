/// What the relay does about a failure.
public enum Disposition: Sendable, Equatable {
  /// Ask again after the backoff.
  case retry
  /// The URL is dead: refresh it, then go on at the same byte.
  case refreshURL
  /// Nothing helps.
  case giveUp
}

/// The family of failures a listener can meet; ytmpd's users know its members by these names.
///
/// Every member carries its evidence, what to do about it, and one sentence that can be shown to a person:
/// without paths, signed URLs or stack traces.
public protocol ProxyError: Error, CustomStringConvertible {
  /// What the relay does about it.
  var disposition: Disposition { get }
  /// One plain sentence, fit for an answer's body, an event and the dashboard.
  var sentence: String { get }
  /// Whether it is the network that is away, or in the way: the same question may be answered once it is back.
  var isNetworkAway: Bool { get }
  /// What class of failure it is: its word, and whose failure it is.
  var failureClass: FailureClass { get }
}

extension ProxyError {
  /// The network is there.
  public var isNetworkAway: Bool { false }

  /// Something of this program's own.
  public var failureClass: FailureClass { FailureClass("other", .surroundings) }

  /// The sentence.
  public var description: String { sentence }
}

/// The id is valid, but the library does not hold it.
public struct TrackNotFoundError: ProxyError, Equatable {
  /// The id that was asked for.
  public let id: VideoID

  /// No track has this id.
  public init(id: VideoID) { self.id = id }

  /// Nothing helps but adding the track.
  public var disposition: Disposition { .giveUp }
  /// It is not known here.
  public var failureClass: FailureClass { FailureClass("unknown", .track) }
  /// What to do about it; without the video's URL, since answers hold none.
  public var sentence: String { "\(id) is not in the library; add it with: ytmpd-tui add -- \(id)" }
}
