/// Where a Music Player Daemon listens, and the password it wants.
///
/// The description never holds the password, so an address can be shown and logged.
public struct MPDAddress: Sendable, Hashable {
  /// The two ways to reach MPD.
  public enum Endpoint: Sendable, Hashable {
    /// A Unix socket in the file system; the path is absolute.
    case socket(path: String)
    /// A Unix socket in Linux's abstract name space; the name has no `@`.
    case abstractSocket(name: String)
    /// A TCP port of a host name or address; an IPv6 address has no brackets.
    case tcp(host: String, port: UInt16)
  }

  /// MPD's own port.
  public static let defaultPort: UInt16 = 6600

  /// Where MPD is asked for first.
  public var endpoint: Endpoint
  /// Where MPD is asked for next, in this order, when there is none at ``endpoint``.
  public var fallbacks: [Endpoint]
  /// The password sent after connecting.
  public var password: String?

  /// An address from its parts.
  public init(endpoint: Endpoint, fallbacks: [Endpoint] = [], password: String? = nil) {
    self.endpoint = endpoint
    self.fallbacks = fallbacks
    self.password = password
  }

  /// All endpoints, in the order in which they are tried at each connection; the first one at which an MPD answers
  /// wins.
  public var candidates: [Endpoint] { [endpoint] + fallbacks }

  /// Whether the server shares this machine's file system, as far as the address tells.
  public var isLocal: Bool {
    switch endpoint {
    case .socket, .abstractSocket: true
    case .tcp(let host, _): host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
  }
}

extension MPDAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The endpoint; without the password.
  public var description: String { endpoint.description }
  /// The endpoint; without the password.
  public var debugDescription: String { description }
  /// The endpoint; without the password, which `dump` would show otherwise.
  public var customMirror: Mirror {
    Mirror(self, children: ["endpoint": endpoint, "hasPassword": password != nil])
  }
}

extension MPDAddress.Endpoint: CustomStringConvertible {
  /// The path, `@name`, `host:port` or `[address]:port`.
  public var description: String {
    switch self {
    case .socket(let path): path
    case .abstractSocket(let name): "@\(name)"
    case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }

  /// What libmpdclient takes as a host.
  var clientHost: String {
    switch self {
    case .socket(let path): path
    case .abstractSocket(let name): "@\(name)"
    case .tcp(let host, _): host
    }
  }

  /// What libmpdclient takes as a port; 0 for sockets.
  var clientPort: UInt32 {
    switch self {
    case .socket, .abstractSocket: 0
    case .tcp(_, let port): UInt32(port)
    }
  }
}
