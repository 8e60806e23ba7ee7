import TrackKit

/// Text as filters compare it: in lower case, Latin letters without their accents, blanks for control characters.
enum Folding {
  /// Ends each field of a row; no folded text contains it.
  static let fieldEnd: UInt8 = 0x09

  /// `text` folded, as UTF-8.
  static func fold(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    append(text, to: &bytes)
    return bytes
  }

  /// Appends `text`, folded, as UTF-8.
  static func append(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    let isASCII = text.withUTF8 { utf8 in
      guard utf8.allSatisfy({ $0 < 0x80 }) else { return false }
      bytes.append(contentsOf: utf8.lazy.map(lower))
      return true
    }
    guard !isASCII else { return }
    for scalar in text.unicodeScalars { append(scalar, to: &bytes) }
  }

  private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
    switch scalar.value {
    case 0..<0x80: bytes.append(lower(UInt8(scalar.value)))
    // Accents that stand alone.
    case 0x300...0x36f: return
    case 0xc0...0x24f: bytes += latin[Int(scalar.value) - 0xc0]
    case 0x1e00...0x1eff: bytes += latinAdditional[Int(scalar.value) - 0x1e00]
    case 0x2010...0x2015, 0x2018...0x201f, 0xff01...0xff5e:
      for byte in Transliteration.ascii(scalar).utf8 { bytes.append(lower(byte)) }
    // Scripts without case are most of what is not Latin; asking Unicode's tables of each takes ten times as long.
    case 0x2e80...0xa63f, 0xac00...0xd7a3, 0xf900...0xfaff, 0x1f000...0x1faff, 0x20000...0x3fffd:
      bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
    default:
      if scalar.properties.isLowercase || !scalar.properties.isCased {
        bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
      } else {
        bytes += Array(scalar.properties.lowercaseMapping.utf8)
      }
    }
  }

  private static func lower(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x41...0x5a: byte | 0x20
    case 0..<0x20, 0x7f: 0x20
    default: byte
    }
  }

  private static let latin = (0xc0...0x24f as ClosedRange<UInt32>).map(base)
  private static let latinAdditional = (0x1e00...0x1eff as ClosedRange<UInt32>).map(base)

  private static func base(_ value: UInt32) -> [UInt8] {
    guard let scalar = Unicode.Scalar(value) else { return [] }
    let ascii = Transliteration.ascii(scalar)
    guard ascii == "?" else { return ascii.utf8.map(lower) }
    return Array(scalar.properties.lowercaseMapping.utf8)
  }
}
