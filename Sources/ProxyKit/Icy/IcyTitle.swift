import TrackKit

/// A track's name as ICY players can read it.
enum IcyTitle {
  /// The longest block: 255 units of 16 bytes.
  static let longestBlock = 4080
  /// The longest header value we send.
  static let longestHeader = 255

  /// `name` with control characters as spaces and without the pair `';`, at which players end the title.
  static func cleaned(_ name: String) -> String {
    if name.utf8.allSatisfy({ (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ";") }) { return name }
    // Scalar by scalar: in a search by characters a combining mark after `;` would hide the pair.
    var scalars = String.UnicodeScalarView()
    for original in name.unicodeScalars {
      let scalar = isControl(original) ? " " : original
      if scalar == ";", scalars.last == "'" {
        scalars.removeLast()
        scalars.append("\u{2019}")
      }
      scalars.append(scalar)
    }
    return String(scalars)
  }

  /// The metadata block for `name`: its length byte, `StreamTitle='…';`, zeros up to a multiple of 16.
  static func block(_ name: String) -> [UInt8] {
    let frame = (prefix: "StreamTitle='", suffix: "';")
    let room = longestBlock - frame.prefix.utf8.count - frame.suffix.utf8.count
    let text = frame.prefix + truncated(framed(cleaned(name)), toBytes: room) + frame.suffix
    let units = (text.utf8.count + 15) / 16
    var block: [UInt8] = [UInt8(units)]
    block.append(contentsOf: text.utf8)
    block.append(contentsOf: repeatElement(0, count: 1 + units * 16 - block.count))
    return block
  }

  /// `title` for the place behind an opening quote, with which a `;` would make the pair that ends a title.
  /// ffmpeg, and with it mpv, looks for the pair from that quote on. Unicode has the same character a second
  /// time.
  private static func framed(_ title: String) -> String {
    guard title.unicodeScalars.first == ";" else { return title }
    return "\u{37E}" + String(title.unicodeScalars.dropFirst())
  }

  /// The value of `icy-name`.
  static func headerValue(_ name: String) -> String {
    truncated(cleaned(name).trimmed, toBytes: longestHeader)
  }

  /// `text` cut to at most `limit` bytes of UTF-8, on a character boundary.
  static func truncated(_ text: String, toBytes limit: Int) -> String {
    guard text.utf8.count > limit else { return text }
    var count = 0
    let kept = text.prefix { character in
      count += character.utf8.count
      return count <= limit
    }
    // A single character may have any number of marks on it.
    return kept.isEmpty ? truncatedInside(text, toBytes: limit) : String(kept)
  }

  /// `text` cut to at most `limit` bytes, between any two scalars.
  private static func truncatedInside(_ text: String, toBytes limit: Int) -> String {
    var count = 0
    let kept = text.unicodeScalars.prefix { scalar in
      count += UTF8.width(scalar)
      return count <= limit
    }
    return String(kept)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
