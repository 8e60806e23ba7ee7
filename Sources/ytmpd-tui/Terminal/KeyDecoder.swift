import CNcurses
import DashboardKit

/// Turns what ncurses read into keys.
struct KeyDecoder {
  /// What ncurses hands out: a character, or the code of a key it knows.
  enum Input: Equatable {
    case character(UInt32)
    case function(Int32)
  }

  /// The key of one input that is no escape sequence; `nil` for what means nothing.
  static func key(for input: Input) -> Key? {
    switch input {
    case .function(let code): functionKey(code)
    case .character(let code): characterKey(code)
    }
  }

  /// The keys of `inputs`, which came together. An escape sequence that ncurses does not know, such as a mouse
  /// report, is swallowed whole, lest its letters act as commands.
  static func keys(for inputs: [Input]) -> [Key] {
    var keys: [Key] = []
    var rest = inputs[...]
    while let input = rest.popFirst() {
      if input == .character(0x1b), let next = rest.first,
        next == .character(0x5b) || next == .character(0x4f)
      {
        rest.removeFirst()
        skipSequence(&rest, isShort: next == .character(0x4f))
        continue
      }
      if let key = key(for: input) { keys.append(key) }
    }
    return keys
  }

  /// Skips the parameters and the final byte of a sequence (ECMA-48 §5.4).
  private static func skipSequence(_ rest: inout ArraySlice<Input>, isShort: Bool) {
    while let input = rest.popFirst(), !isShort, case .character(let code) = input {
      if (0x40...0x7e).contains(code) { return }
    }
  }

  private static func characterKey(_ code: UInt32) -> Key? {
    switch code {
    case 0x1b: return .escape
    case 0x0d, 0x0a: return .enter
    case 0x09: return .tab
    case 0x7f, 0x08: return .backspace
    case 0x01...0x1a:
      return .control(Character(Unicode.Scalar(UInt8(code) + 0x60)))
    case 0x20..<0x7f, 0xa0...: return Unicode.Scalar(code).map { .character(Character($0)) }
    default: return nil
    }
  }

  private static func functionKey(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP: return .up
    case KEY_DOWN: return .down
    case KEY_LEFT: return .left
    case KEY_RIGHT: return .right
    case KEY_PPAGE: return .pageUp
    case KEY_NPAGE: return .pageDown
    case KEY_HOME: return .home
    case KEY_END: return .end
    case KEY_BACKSPACE: return .backspace
    case KEY_DC: return .delete
    case KEY_BTAB: return .backTab
    case KEY_ENTER: return .enter
    default:
      let number = code - cncurses_function_key_base()
      return (1...63).contains(number) ? .function(Int(number)) : nil
    }
  }
}
