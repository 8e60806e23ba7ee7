import Glibc

/// An IP address, to tell whether two spellings mean the same.
public struct IPAddress: Sendable, Hashable {
  /// Four bytes of IPv4, or sixteen of IPv6.
  public let bytes: [UInt8]

  /// Reads `text`; `nil` for what is no address.
  public init?(_ text: String) {
    for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if inet_pton(family, text, &bytes) == 1 {
        self.bytes = bytes
        return
      }
    }
    return nil
  }

  /// Its family.
  public var family: AddressFamily { bytes.count == 4 ? .ipv4 : .ipv6 }
  /// Whether it stands for all of this machine's, as 0.0.0.0 does.
  public var isWildcard: Bool { bytes.allSatisfy { $0 == 0 } }
}
