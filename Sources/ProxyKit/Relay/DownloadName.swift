import TrackKit

/// What a track is called as a file, for browsers and programs that save it: `Artist - Title.webm`. Titles come from
/// strangers, so that nothing in them may lead out of a folder, hide a file or end the field.
struct DownloadName: Sendable, Equatable {
  /// The name, with its extension.
  let name: String
  /// The nearest name in ASCII, for programs that read no other.
  let ascii: String

  /// The longest name without its extension, in bytes of UTF-8; file systems allow 255 with it.
  static let longest = 200

  /// The file name of the track `id`, called `title`.
  ///
  /// - Parameters:
  ///   - contentType: the media type of its bytes, which tells the extension.
  ///   - fileExtension: the extension by the resolver, for a type that does not tell.
  init(_ title: String, id: VideoID, contentType: String, fileExtension: String?) {
    let mark = Self.mark(contentType, fileExtension)
    let name = Self.safe(title)
    let ascii = Self.safe(Self.transliterated(name))
    self.name = (name.isEmpty ? id.rawValue : name) + mark
    self.ascii = (ascii.utf8.contains(where: PercentEncoding.isLetterOrDigit) ? ascii : id.rawValue) + mark
  }

  /// The value of Content-Disposition (RFC 6266 §4, RFC 8187 §3.2).
  var disposition: String {
    "inline; filename=\"\(ascii)\"; filename*=UTF-8''\(PercentEncoding.encoded(name, keeping: "!#$&+-.^_`|~"))"
  }

  private static let marks = [
    "audio/webm": "webm", "video/webm": "webm", "audio/mp4": "m4a", "audio/m4a": "m4a", "audio/x-m4a": "m4a",
    "video/mp4": "mp4", "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/opus": "opus", "audio/aac": "aac",
    "audio/flac": "flac", "audio/wav": "wav", "audio/x-wav": "wav", "video/mp2t": "ts",
    "audio/x-matroska": "mka",
  ]

  private static func mark(_ contentType: String, _ fileExtension: String?) -> String {
    if let mark = marks[contentType.lowercased()] { return "." + mark }
    guard let fileExtension, (1...5).contains(fileExtension.utf8.count),
      fileExtension.utf8.allSatisfy(PercentEncoding.isLetterOrDigit)
    else { return "" }
    return "." + fileExtension
  }

  /// `text` on one line, without what would be a folder, hidden, or unreadable; cut to ``longest``.
  private static func safe(_ text: String) -> String {
    if isSafe(text) { return text }
    var kept = String.UnicodeScalarView()
    // A character may be built of any number of scalars.
    for scalar in text.unicodeScalars.prefix(longest * 8) {
      switch scalar {
      case "/", "\\": kept.append("-")
      case "!"..."~", "\u{200C}", "\u{200D}": kept.append(scalar)
      case " ": if kept.last != " " { kept.append(scalar) }
      default:
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
          if kept.last != " " { kept.append(" ") }
        // Marks of direction among them: a name must not be read as another.
        case .format, .unassigned, .privateUse, .surrogate: break
        default: kept.append(scalar)
        }
      }
    }
    let visible = String(kept).drop { $0 == "." || $0.isWhitespace }
    return IcyTitle.truncated(String(visible), toBytes: longest).trimmed
  }

  /// Whether `text` is safe as it is, as most names are.
  private static func isSafe(_ text: String) -> Bool {
    let space = UInt8(ascii: " ")
    guard let first = text.utf8.first, first != UInt8(ascii: "."), text.utf8.count <= longest else {
      return false
    }
    var last = space
    for byte in text.utf8 {
      guard (0x20...0x7E).contains(byte), byte != UInt8(ascii: "/"), byte != UInt8(ascii: "\\"),
        byte != space || last != space
      else { return false }
      last = byte
    }
    return last != space
  }

  /// `name` in ASCII, without what a quoted string or a percent-encoding would need escaped (RFC 6266 appendix D).
  private static func transliterated(_ name: String) -> String {
    let changed = "\"%\\".utf8
    if name.utf8.allSatisfy({ $0 < 0x80 && !changed.contains($0) }) { return name }
    var ascii = ""
    for scalar in name.unicodeScalars {
      let nearest = scalar.isASCII ? String(scalar) : Transliteration.ascii(scalar)
      for character in nearest {
        switch character {
        case "\"": ascii.append("'")
        case "%", "\\": ascii.append("_")
        case "?" where !scalar.isASCII: ascii.append("_")
        default: ascii.append(character)
        }
      }
    }
    return ascii
  }
}
