public import Glibc

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

  /// The address in a `sockaddr` of the system's; `nil` for one of another family.
  public init?(_ address: UnsafePointer<sockaddr>) {
    let raw = UnsafeRawPointer(address)
    switch Int32(address.pointee.sa_family) {
    case AF_INET:
      let offset = MemoryLayout<sockaddr_in>.offset(of: \.sin_addr) ?? 4
      bytes = [UInt8](UnsafeRawBufferPointer(start: raw + offset, count: 4))
    case AF_INET6:
      let offset = MemoryLayout<sockaddr_in6>.offset(of: \.sin6_addr) ?? 8
      bytes = [UInt8](UnsafeRawBufferPointer(start: raw + offset, count: 16))
    default: return nil
    }
  }

  /// Its family.
  public var family: AddressFamily { bytes.count == 4 ? .ipv4 : .ipv6 }
  /// Whether it is an address of the Internet: not of this machine, of its neighbours, of a private network, or of
  /// nobody (RFC 6890 and the registries of special-purpose addresses that it founded).
  public var isPublic: Bool {
    guard bytes.count == 16 else { return Self.isPublicV4(bytes[...]) }
    // Addresses of IPv4 in those of IPv6: mapped, of a translator (RFC 6052), of 6to4 (RFC 3056).
    if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) {
      return Self.isPublicV4(bytes[12...])
    }
    if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
      return Self.isPublicV4(bytes[12...])
    }
    if bytes.starts(with: [0x20, 0x02]) { return Self.isPublicV4(bytes[2..<6]) }
    // Nothing but 2000::/3 is given out so far; 2001:db8::/32 is for documents.
    return bytes[0] & 0xE0 == 0x20 && !bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8])
  }

  private static func isPublicV4(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, let second = bytes.dropFirst().first, let third = bytes.dropFirst(2).first
    else { return false }
    return switch (first, second, third) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): false
    case (100, 64...127, _), (169, 254, _), (172, 16...31, _), (192, 168, _), (198, 18...19, _): false
    case (192, 0, 0), (192, 0, 2), (198, 51, 100), (203, 0, 113): false
    default: true
    }
  }

  /// Whether it stands for all of this machine's, as 0.0.0.0 does.
  public var isWildcard: Bool { bytes.allSatisfy { $0 == 0 } }
}
