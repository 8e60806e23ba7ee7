/// The nearest ASCII for a character, for terminals that can show nothing else.
package enum Transliteration {
  /// ASCII for `scalar`: a letter without its accent, a plain quote or dash, else `?`; empty for an accent alone.
  package static func ascii(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0xa0, 0x2000...0x200a, 0x202f, 0x3000: return " "
    case 0x2018...0x201b, 0x2032: return "'"
    case 0x201c...0x201f, 0x2033, 0xab, 0xbb: return "\""
    case 0x2010...0x2015, 0x2212: return "-"
    case 0x2026: return "..."
    case 0x2022, 0xb7: return "*"
    case 0xd7: return "x"
    case 0xdf, 0x1e9e: return "ss"
    case 0xc6: return "AE"
    case 0xe6: return "ae"
    case 0x152: return "OE"
    case 0x153: return "oe"
    case 0xff01...0xff5e: return String(UnicodeScalar(UInt8(scalar.value - 0xff01 + 0x21)))
    default: break
    }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return ""
    default: return baseLetter(scalar) ?? "?"
    }
  }

  /// The letter in names such as `LATIN SMALL LETTER E WITH ACUTE`.
  private static func baseLetter(_ scalar: Unicode.Scalar) -> String? {
    // Looking a name up is slow, so only the blocks with Latin letters are asked.
    guard (0xc0...0x24f).contains(scalar.value) || (0x1e00...0x1eff).contains(scalar.value),
      let name = scalar.properties.name
    else { return nil }
    let words = name.split(separator: " ")
    guard words.count >= 4, words[0] == "LATIN", words[2] == "LETTER", words[3].utf8.count == 1 else {
      return nil
    }
    return words[1] == "SMALL" ? words[3].lowercased() : String(words[3])
  }
}
