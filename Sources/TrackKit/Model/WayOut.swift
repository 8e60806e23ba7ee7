/// The way by which this machine reaches YouTube.
///
/// A media URL is bound to the address that asked for it, so who resolves one and who fetches it take the same way.
public struct WayOut: Sendable, Equatable {
  /// The protocol family.
  public var addressFamily: AddressFamily
  /// The local address to connect from, `nil` for the system's choice.
  public var sourceAddress: String?
  /// The proxies.
  public var proxies: ProxyRules

  /// The straight way, unless said otherwise.
  public init(
    addressFamily: AddressFamily = .any, sourceAddress: String? = nil, proxies: ProxyRules = .direct
  ) {
    self.addressFamily = addressFamily
    self.sourceAddress = sourceAddress
    self.proxies = proxies
  }

  /// It in a few words, for people, such as `through the SOCKS5 proxy 127.0.0.1:1080, from 192.168.1.7`.
  public var summary: String {
    var words = ["directly"]
    switch (proxies.https, proxies.http) {
    case (let proxy?, _): words = ["through \(proxy)" + (proxy.hasCredentials ? " with a password" : "")]
    case (nil, let proxy?): words = ["directly for https, through \(proxy) for http"]
    case (nil, nil): break
    }
    if let sourceAddress { words.append("from \(sourceAddress)") }
    switch addressFamily {
    case .any: break
    case .ipv4: words.append("by IPv4 alone")
    case .ipv6: words.append("by IPv6 alone")
    }
    return words.joined(separator: ", ")
  }
}
