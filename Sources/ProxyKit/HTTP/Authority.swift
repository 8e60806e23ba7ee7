import TrackKit

/// A host and perhaps a port, as the Host field and a target in absolute-form have it (RFC 3986 §3.2, without user).
struct Authority: Sendable, Equatable {
  /// As it was written.
  let text: String
  /// The host in lower case, without the brackets and the zone of an IPv6 address, and without a dot at its end.
  let host: String
  /// Whether the host is an IP address.
  let isAddress: Bool

  /// Reads `text`; `nil` when it is malformed or empty.
  init?(_ text: String) {
    self.text = text
    var bytes = text.utf8[...]
    guard !bytes.isEmpty, bytes.count <= 512 else { return nil }
    if bytes.first == UInt8(ascii: "[") {
      guard let end = bytes.firstIndex(of: UInt8(ascii: "]")),
        let address = Self.address(inBrackets: bytes[bytes.startIndex..<end].dropFirst()),
        Self.isPort(bytes[end...].dropFirst())
      else { return nil }
      (host, isAddress) = (address, true)
      return
    }
    let name = bytes.prefix { $0 != UInt8(ascii: ":") }
    bytes = bytes[name.endIndex...]
    guard !name.isEmpty, name.allSatisfy(Self.isNameByte), Self.isPort(bytes) else { return nil }
    let host = Self.bare(String(Substring(name)))
    guard !host.isEmpty else { return nil }
    self.host = host
    isAddress = IPAddress(host)?.bytes.count == 4
  }

  /// A host's name as names are compared: in lower case, without the dot that may end a full name.
  static func bare(_ name: String) -> String {
    let name = name.lowercased()
    return name.hasSuffix(".") ? String(name.dropLast()) : name
  }

  /// An IPv6 address, its zone left out, in one spelling. A zone begins with `%25` in a URL (RFC 6874), and with `%` in
  /// what programs make of it.
  private static func address(inBrackets bytes: Substring.UTF8View) -> String? {
    let address = bytes.prefix { $0 != UInt8(ascii: "%") }
    let zone = bytes[address.endIndex...]
    let isZoneFine = zone.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: "%") } && zone.count != 1
    let text = String(Substring(address)).lowercased()
    guard isZoneFine, IPAddress(text)?.bytes.count == 16 else { return nil }
    return text
  }

  /// Whether `bytes` are nothing, or a colon and a port, which may be empty.
  private static func isPort(_ bytes: Substring.UTF8View) -> Bool {
    guard let colon = bytes.first else { return true }
    let digits = bytes.dropFirst()
    guard colon == UInt8(ascii: ":"), digits.allSatisfy({ (48...57).contains($0) }) else { return false }
    return digits.isEmpty || UInt16(Substring(digits)) != nil
  }

  /// The bytes of a registered name: unreserved, sub-delims and percent-encoding (RFC 3986 §3.2.2).
  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "-._~!$&'()*+,;=%".utf8.contains(byte)
    }
  }
}
