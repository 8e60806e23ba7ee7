import TrackKit

/// The validator of a track's body without metadata (RFC 9110 §8.8.3): it changes with every byte that could differ.
struct EntityTag: Sendable, Equatable {
  /// What stands between the quotes.
  let opaque: String

  /// As it stands in a field.
  var text: String { "\"\(opaque)\"" }

  init(opaque: String) {
    self.opaque = opaque
  }

  /// The tag of `length` bytes of a rendition of `id`; what is not known of the rendition tells nothing apart.
  init(_ id: VideoID, _ rendition: Rendition?, length: Int64) {
    let parts = [rendition?.formatID, rendition?.language, rendition?.modified].map { Self.plain($0 ?? "") }
    opaque = ([id.rawValue] + parts + ["\(length)"]).joined(separator: ".")
  }

  /// The letters that may stand in a tag and in a URL alike, and the others in hexadecimal.
  private static func plain(_ text: String) -> String {
    if text.utf8.allSatisfy(isPlain) { return text }
    var plain = ""
    for byte in text.utf8 {
      if isPlain(byte) {
        plain.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        plain += "_" + String(byte, radix: 16)
      }
    }
    return plain
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    PercentEncoding.isLetterOrDigit(byte) || byte == UInt8(ascii: "-")
  }
}

/// The value of `If-Match` or `If-None-Match` (RFC 9110 §13.1.1 and §13.1.2).
enum EntityTagList: Sendable, Equatable {
  /// `*`: whatever there is.
  case any
  case tags([Member])

  /// One tag.
  struct Member: Sendable, Equatable {
    let opaque: String
    let isWeak: Bool
  }

  /// Reads the values of all fields of that name; `nil` when there is none. What is malformed names no tag.
  init?(_ values: [String]) {
    guard !values.isEmpty else { return nil }
    if values.contains(where: { $0.trimmed == "*" }) {
      self = .any
      return
    }
    self = .tags(values.flatMap(Self.members))
  }

  /// Whether `tag` is among them; `nil` stands for a body without one.
  func contains(_ tag: EntityTag?, isStrong: Bool) -> Bool {
    switch self {
    case .any: true
    case .tags(let members): members.contains { $0.opaque == tag?.opaque && !(isStrong && $0.isWeak) }
    }
  }

  private static func members(_ value: String) -> [Member] {
    var members: [Member] = []
    var rest = value[...]
    while true {
      rest = rest.drop { $0 == "," || $0.isWhitespace }
      let isWeak = rest.hasPrefix("W/")
      if isWeak { rest = rest.dropFirst(2) }
      guard rest.first == "\"", let end = rest.dropFirst().firstIndex(of: "\"") else { return members }
      members.append(Member(opaque: String(rest[..<end].dropFirst()), isWeak: isWeak))
      rest = rest[end...].dropFirst()
    }
  }
}

/// What a request is to be answered with depends on the body that the client has already (RFC 9110 §13).
struct Preconditions: Sendable, Equatable {
  var ifMatch: EntityTagList?
  var ifNoneMatch: EntityTagList?
  /// The tag that a range is wanted of.
  var ifRange: IfRange?

  /// The value of `If-Range` (RFC 9110 §13.1.5).
  enum IfRange: Sendable, Equatable {
    case tag(String)
    /// A weak tag, or a date: there are no dates of songs.
    case nothing
  }

  /// No condition.
  init() {}

  /// Reads the fields; `nil` stands for one that is not there.
  init(ifMatch: [String], ifNoneMatch: [String], ifRange: [String]) {
    self.ifMatch = EntityTagList(ifMatch)
    self.ifNoneMatch = EntityTagList(ifNoneMatch)
    if let value = ifRange.first?.trimmed {
      let isTag =
        ifRange.count == 1 && value.utf8.count >= 2 && value.hasPrefix("\"") && value.hasSuffix("\"")
      self.ifRange = isTag ? .tag(String(value.dropFirst().dropLast())) : .nothing
    }
  }

  /// The status that answers a request of a body with `tag`; `nil` when the body does (RFC 9110 §13.2.2).
  func status(for tag: EntityTag?) -> Int? {
    if let ifMatch, !ifMatch.contains(tag, isStrong: true) { return 412 }
    if let ifNoneMatch, ifNoneMatch.contains(tag, isStrong: false) { return 304 }
    return nil
  }

  /// Whether a range of the body with `tag` is still wanted.
  func allowsRange(of tag: EntityTag?) -> Bool {
    switch ifRange {
    case nil: true
    case .tag(let opaque): opaque == tag?.opaque
    case .nothing: false
    }
  }
}
