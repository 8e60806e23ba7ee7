/// Why the network may be another one than a moment ago: connections may be dead without having said so, and what
/// failed may work again.
///
/// The relay learns it from the kernel and publishes it as ``ProxyEvent/Kind/networkChanged(_:)``. Whoever holds a
/// connection drops it or tries it at once, and whoever waits for another try makes it now.
public enum NetworkChange: Sendable, Equatable, Codable {
  /// An address of the machine came or went.
  case addresses
  /// A route came or went.
  case routes
  /// The machine was suspended for so long, and is awake again.
  case resumed(after: Duration)

  /// What happened, in a few words.
  public var sentence: String {
    switch self {
    case .addresses: "the machine's addresses have changed"
    case .routes: "the machine's routes have changed"
    case .resumed(let duration): "the machine was asleep for \(Wording.span(duration))"
    }
  }
}
