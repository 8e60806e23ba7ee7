import DashboardKit

/// Reads the reports of a mouse.
enum MouseReport {
  /// The event of the form `button;column;row`, whose places count from 1; `nil` for what is no click and no wheel.
  static func event(_ text: Substring, isRelease: Bool) -> MouseEvent? {
    let numbers = text.split(separator: ";", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard numbers.count == 3 else { return nil }
    return event(code: numbers[0], column: numbers[1] - 1, row: numbers[2] - 1, isRelease: isRelease)
  }

  /// The event of the oldest form: three bytes, each 32 more than it means.
  static func event(oldest bytes: [UInt8]) -> MouseEvent? {
    guard bytes.count == 3, bytes.allSatisfy({ $0 >= 32 }) else { return nil }
    let code = Int(bytes[0]) - 32
    // It does not say which button came up.
    return event(
      code: code & 3 == 3 && code < 64 ? code & ~3 : code, column: Int(bytes[1]) - 33,
      row: Int(bytes[2]) - 33,
      isRelease: code & 3 == 3 && code < 64)
  }

  private static func event(code: Int, column: Int, row: Int, isRelease: Bool) -> MouseEvent? {
    guard column >= 0, row >= 0 else { return nil }
    // 4, 8 and 16 are Shift, Meta and Control; 32 says that it only moves.
    switch code & ~28 {
    case 0: return MouseEvent(isRelease ? .release : .press, button: .left, column: column, row: row)
    case 1: return MouseEvent(isRelease ? .release : .press, button: .middle, column: column, row: row)
    case 2: return MouseEvent(isRelease ? .release : .press, button: .right, column: column, row: row)
    case 64: return isRelease ? nil : MouseEvent(.wheelUp, button: .middle, column: column, row: row)
    case 65: return isRelease ? nil : MouseEvent(.wheelDown, button: .middle, column: column, row: row)
    default: return nil
    }
  }
}
