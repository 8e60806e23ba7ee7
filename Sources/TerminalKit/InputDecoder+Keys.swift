import DashboardKit

/// Which bytes mean which keys.
extension InputDecoder {
  /// The key of a byte that stands for itself.
  static func control(_ byte: UInt8) -> Key? {
    switch byte {
    case 0x0D, 0x0A: .enter
    case 0x09: .tab
    case 0x7F, 0x08: .backspace
    case 0x01...0x1A: .control(Character(Unicode.Scalar(byte + 0x60)))
    case 0x20..<0x7F: .character(Character(Unicode.Scalar(byte)))
    default: nil
    }
  }

  /// The key of a control sequence, by its last byte and its parameters.
  static func key(final: UInt8, parameters: [Int?]) -> Key? {
    let first = parameters.first.flatMap { $0 }
    switch final {
    case UInt8(ascii: "~"):
      switch first {
      case 1, 7: return .home
      case 4, 8: return .end
      case 3: return .delete
      case 5: return .pageUp
      case 6: return .pageDown
      case .some(let number): return functionNumbers[number].map(Key.function)
      case nil: return nil
      }
    case UInt8(ascii: "Z"): return .backTab
    // Terminals that can tell all keys apart send the character's number.
    case UInt8(ascii: "u"):
      guard let byte = first.flatMap({ UInt8(exactly: $0) }), byte < 0x80 else { return nil }
      let hasControl = ((parameters.dropFirst().first.flatMap { $0 } ?? 1) - 1) & 4 != 0
      let isLetter = (0x61...0x7A).contains(byte)
      return byte == 0x1B ? .escape : control(hasControl && isLetter ? byte - 0x60 : byte)
    default: return shiftedKey(final)
    }
  }

  /// The last byte of the keys that come as `ESC O` or `ESC [` and a letter.
  static func shiftedKey(_ final: UInt8) -> Key? {
    switch final {
    case UInt8(ascii: "A"): .up
    case UInt8(ascii: "B"): .down
    case UInt8(ascii: "C"): .right
    case UInt8(ascii: "D"): .left
    case UInt8(ascii: "H"): .home
    case UInt8(ascii: "F"): .end
    case UInt8(ascii: "M"): .enter
    case UInt8(ascii: "P"), UInt8(ascii: "Q"), UInt8(ascii: "R"), UInt8(ascii: "S"):
      .function(Int(final) - 0x4F)
    default: nil
    }
  }

  private static let functionNumbers: [Int: Int] = [
    11: 1, 12: 2, 13: 3, 14: 4, 15: 5, 17: 6, 18: 7, 19: 8, 20: 9, 21: 10, 23: 11, 24: 12,
  ]
}
