/// A proxy on the way to YouTube, as an option or a variable names it.
///
/// It may have credentials. They are in ``url`` alone: neither a description nor a reflection shows them.
public struct NetworkProxy: Sendable, Equatable {
  /// The protocol that is spoken to it.
  public enum Kind: String, Sendable, CaseIterable {
    /// HTTP: CONNECT for https, whole requests for http (RFC 9110 §3.7).
    case http
    /// The same, over TLS.
    case https
    /// SOCKS4, with names looked up here.
    case socks4
    /// SOCKS4a, with names looked up there.
    case socks4a
    /// SOCKS5 (RFC 1928), with names looked up there: what yt-dlp makes of `socks5` and `socks5h` alike.
    case socks5
  }

  /// A text that names no proxy. It never repeats the text, which may have credentials.
  public struct Mistake: Error, Sendable, Equatable {
    /// What a proxy's URL must be, to follow "must".
    public let sentence: String

    /// A mistake against this.
    public init(sentence: String) { self.sentence = sentence }
  }

  /// The protocol.
  public let kind: Kind
  /// Its name or address; an IPv6 address is without brackets.
  public let host: String
  /// Its port.
  public let port: Int
  /// User and password as they were written, percent-encoded.
  private let credentials: String?

  /// Reads `text` as yt-dlp and curl do: without a scheme it is HTTP.
  ///
  /// - Throws: ``Mistake``.
  public init(_ text: String) throws(Mistake) {
    var rest = text[...]
    var kind = Kind.http
    if let mark = text.firstRange(of: "://") {
      let scheme = text[..<mark.lowerBound].lowercased()
      guard let known = Self.kinds[scheme] else {
        throw Mistake(
          sentence:
            "begin with http, https, socks4, socks4a, socks5 or socks5h, and the URL begins with \(Self.shown(scheme))"
        )
      }
      (kind, rest) = (known, text[mark.upperBound...])
    } else if text.hasPrefix("//") {
      rest = text.dropFirst(2)
    }
    let at = rest.lastIndex(of: "@")
    credentials = at.map { String(rest[..<$0]) }.flatMap { $0.isEmpty || $0 == ":" ? nil : $0 }
    let authority = rest[(at.map { rest.index(after: $0) } ?? rest.startIndex)...].prefix { $0 != "/" }
    let isNumbered = authority.hasPrefix("[")
    let host = isNumbered ? authority.dropFirst().prefix { $0 != "]" } : authority.prefix { $0 != ":" }
    let behind = authority.dropFirst(host.count + (isNumbered ? 2 : 0))
    guard !host.isEmpty, !isNumbered || authority.dropFirst(host.count + 1).first == "]",
      host.utf8.allSatisfy(Self.isOfHost), behind.isEmpty || behind.first == ":"
    else {
      throw Mistake(sentence: "name a host, as in http://127.0.0.1:3128")
    }
    guard (credentials ?? "").utf8.allSatisfy({ $0 > 32 && $0 != 127 }) else {
      throw Mistake(sentence: "have its user and password percent-encoded")
    }
    let digits = behind.dropFirst()
    guard digits.isEmpty || (digits.utf8.allSatisfy { (48...57).contains($0) } && digits.count <= 5),
      let port = digits.isEmpty ? Self.usualPort(kind) : Int(digits), (1...65_535).contains(port)
    else { throw Mistake(sentence: "have a port from 1 to 65535") }
    self.kind = kind
    self.host = String(host)
    self.port = port
  }

  /// Host and port, for people.
  public var address: String { "\(bracketedHost):\(port)" }

  /// Whether a name or a password is sent to it.
  public var hasCredentials: Bool { credentials != nil }

  /// The whole URL, credentials included; for libcurl and yt-dlp alone, never for people.
  public var url: String {
    let scheme = kind == .socks5 ? "socks5h" : kind.rawValue
    return "\(scheme)://\(credentials.map { $0 + "@" } ?? "")\(address)"
  }

  private var bracketedHost: String { host.contains(":") ? "[\(host)]" : host }

  private static let kinds: [String: Kind] = [
    "http": .http, "https": .https, "socks": .socks4, "socks4": .socks4, "socks4a": .socks4a,
    "socks5": .socks5, "socks5h": .socks5,
  ]

  /// The port that yt-dlp takes where none is named; libcurl has others.
  private static func usualPort(_ kind: Kind) -> Int {
    switch kind {
    case .http: 80
    case .https: 443
    case .socks4, .socks4a, .socks5: 1080
    }
  }

  private static func isOfHost(_ byte: UInt8) -> Bool {
    byte > 32 && byte != 127 && !"@/?#\\\"'".utf8.contains(byte)
  }

  /// The scheme of a strange URL, or that there is something strange: what stands there may be a password.
  private static func shown(_ scheme: String) -> String {
    let isPlain =
      scheme.count <= 12 && scheme.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    return isPlain && !scheme.isEmpty ? scheme : "something else"
  }
}

extension NetworkProxy: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Such as `the SOCKS5 proxy 127.0.0.1:1080`.
  public var description: String {
    let name =
      switch kind {
      case .http: "HTTP"
      case .https: "HTTPS"
      case .socks4: "SOCKS4"
      case .socks4a: "SOCKS4a"
      case .socks5: "SOCKS5"
      }
    return "the \(name) proxy \(address)"
  }

  /// The same.
  public var debugDescription: String { description }

  /// Nothing inside.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
