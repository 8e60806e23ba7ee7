import TrackKit

/// Where an origin's redirects may lead: never from the Internet to this machine or its neighbours, whose services no
/// stranger should have us ask, and never out of TLS.
///
/// A name tells nothing, since its owner can make it lead anywhere between two looks (DNS rebinding). What counts is the
/// address of each connection, when it is made and when it is used.
struct RedirectRule: Sendable {
  private let isPublic: @Sendable (IPAddress) -> Bool
  private let url: String
  /// Whether a redirect has led to https.
  private var isSecure = false
  /// Whether a public address has been asked.
  private var hasBeenPublic = false
  /// Why the last redirect must not be followed, `nil` when it may be.
  private(set) var refusal: String?

  /// The rule for a request of `url`.
  ///
  /// - Parameter isPublic: whether an address is one of the Internet; tests have none of these.
  init(_ url: String, isPublic: @escaping @Sendable (IPAddress) -> Bool = \.isPublic) {
    self.isPublic = isPublic
    self.url = url
  }

  /// Whether a redirect to `location` may be followed, as far as its text tells.
  ///
  /// - Parameter isProxied: whether names are looked up by a proxy, so that the addresses of connections are its own.
  mutating func allows(location: String, isProxied: Bool) -> Bool {
    switch Self.scheme(of: location) {
    case "https": isSecure = true
    case "http" where isSecure || Self.scheme(of: url) == "https": refusal = "it leads from https to http"
    default: break
    }
    if isProxied, !Self.isNearby(url, isPublic: isPublic), Self.isNearby(location, isPublic: isPublic) {
      refusal = Self.inward
    }
    return refusal == nil
  }

  /// Whether a connection to `address` may be made.
  mutating func allowsConnection(to address: IPAddress) -> Bool {
    guard hasBeenPublic, !isPublic(address) else { return true }
    refusal = Self.inward
    return false
  }

  /// Whether a request may be sent to `address`, over a connection that may be an old one.
  mutating func allowsRequest(to address: IPAddress) -> Bool {
    guard allowsConnection(to: address) else { return false }
    // Another address of the same name may have been refused before this one.
    refusal = nil
    if isPublic(address) { hasBeenPublic = true }
    return true
  }

  private static let inward = "it leads from the Internet to a private address"

  private static func scheme(of url: String) -> String? {
    url.firstIndex(of: ":").map { url[..<$0].lowercased() }.flatMap { $0.contains("/") ? nil : $0 }
  }

  /// Whether the host that `url` names is this machine or an address that is not public.
  private static func isNearby(_ url: String, isPublic: (IPAddress) -> Bool) -> Bool {
    guard let slashes = url.firstRange(of: "//") else { return false }
    let authority = url[slashes.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    let host = authority.split(separator: "@").last ?? ""
    let name =
      host.hasPrefix("[") ? host.dropFirst().prefix { $0 != "]" && $0 != "%" } : host.prefix { $0 != ":" }
    if let address = IPAddress(String(name)) { return !isPublic(address) }
    let bare = name.lowercased().split(separator: ".", omittingEmptySubsequences: true).last ?? ""
    return bare == "localhost"
  }
}
