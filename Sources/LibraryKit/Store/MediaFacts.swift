import FoundationEssentials
import Synchronization
import TrackKit

/// How the facts of a ``MediaSource`` are kept beside ytmpd's table.
enum MediaFacts {
  /// The longest URL that is taken for one; googlevideo's have about a thousand characters.
  static let longestURL = 8192

  /// Whether `url` is one the relay may fetch.
  static func isUsable(_ url: String) -> Bool {
    let bytes = url.utf8
    guard bytes.count <= longestURL, bytes.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return false }
    return ["https://", "http://"].contains { scheme in
      bytes.count > scheme.utf8.count && zip(bytes, scheme.utf8).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
  }

  /// A 64-bit digest of `url`, equal for equal URLs on every machine.
  ///
  /// Facts hold only for the URL they came with; the digest tells whether the row still has that URL without
  /// keeping a second copy of a thousand bytes. It guards against mix-ups, not against attackers.
  static func fingerprint(_ url: String) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var word: UInt64 = 0
    var filled = 0
    func mix(_ word: UInt64) {
      hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    var copy = url
    copy.withUTF8 { bytes in
      for byte in bytes {
        word = word << 8 | UInt64(byte)
        filled += 1
        if filled == 8 {
          mix(word)
          word = 0
          filled = 0
        }
      }
      mix(word)
      mix(UInt64(bytes.count))
    }
    return Int64(bitPattern: hash)
  }

  /// The header fields as JSON text, `nil` for none.
  static func encode(_ headers: [HeaderField]) throws -> String? {
    guard !headers.isEmpty else { return nil }
    return String(decoding: try JSONEncoder().encode(headers), as: UTF8.self)
  }

  /// The header fields in `text`.
  static func headers(in text: String?) -> [HeaderField] {
    guard let text else { return [] }
    if let known = lastHeaders.withLock({ $0.text == text ? $0.fields : nil }) { return known }
    let fields = decodedHeaders(text)
    lastHeaders.withLock { $0 = (text, fields) }
    return fields
  }

  /// yt-dlp wants the same fields for every track of a client, and decoding them took longer than reading the
  /// row.
  private static let lastHeaders = Mutex<(text: String, fields: [HeaderField])>(("", []))

  private static func decodedHeaders(_ text: String) -> [HeaderField] {
    do {
      return try JSONDecoder().decode([HeaderField].self, from: Data(text.utf8)).filter(\.isSafe)
    } catch {
      // Another program wrote here. The fields are a courtesy to the origin, which answers without them too.
      return []
    }
  }
}

extension HeaderField {
  /// Whether name and value can be sent as they are: a token, and a value without control characters
  /// (RFC 9110 §5.1, §5.5).
  var isSafe: Bool {
    !name.isEmpty && name.utf8.count <= 128 && name.utf8.allSatisfy(Self.isTokenByte)
      && value.utf8.count <= 4096 && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }
  }
}

extension Date {
  /// The date that many Unix seconds after 1970; what is no sensible number counts as 1970.
  init(unixSeconds: Double?) {
    guard let unixSeconds, unixSeconds > 0, unixSeconds < 253_402_300_800 else {
      self.init(timeIntervalSince1970: 0)
      return
    }
    self.init(timeIntervalSince1970: unixSeconds)
  }
}

extension Duration {
  /// `seconds` as a duration; `nil` for what no track can last (nothing, less, or more than a year).
  init?(plausibleSeconds seconds: Double?) {
    guard let seconds, seconds > 0, seconds < 366 * 86400 else { return nil }
    self = .seconds(seconds)
  }
}
