import CNcurses
import DashboardKit

/// The sequences that the terminal database gives for keys, which may differ from everybody else's.
struct KeySequences {
  /// What the beginning of some bytes is.
  enum Match: Equatable {
    /// This key, with so many bytes.
    case key(Key, Int)
    /// The beginning of a key's sequence.
    case beginning
    /// Nothing that is known here.
    case none
  }

  private var keys: [[UInt8]: Key] = [:]
  private var beginnings: Set<[UInt8]> = []
  private var longest = 0

  /// None at all.
  init() {}

  /// Those of `table`; a sequence of one printable character is left out.
  init(_ table: [(sequence: [UInt8], key: Key)]) {
    for (sequence, key) in table {
      guard let first = sequence.first, sequence.count > 1 ? first == 0x1B : first < 0x20 || first == 0x7F
      else {
        continue
      }
      keys[sequence] = key
      longest = max(longest, sequence.count)
      for length in 1..<max(1, sequence.count) { beginnings.insert(Array(sequence.prefix(length))) }
    }
  }

  /// What `bytes` begin with. A lone Escape is the beginning of nothing here: it always waits for more.
  func match(_ bytes: ArraySlice<UInt8>) -> Match {
    guard longest > 0, let first = bytes.first, first < 0x20 || first == 0x7F else { return .none }
    for length in stride(from: min(longest, bytes.count), through: 1, by: -1) {
      if let key = keys[Array(bytes.prefix(length))] { return .key(key, length) }
    }
    return bytes.count > 1 && beginnings.contains(Array(bytes)) ? .beginning : .none
  }

  /// Those of the terminal that ncurses has open.
  static func ofTerminal() -> KeySequences {
    var names: [(String, Key)] = [
      ("kcuu1", .up), ("kcud1", .down), ("kcub1", .left), ("kcuf1", .right), ("kpp", .pageUp),
      ("knp", .pageDown),
      ("khome", .home), ("kend", .end), ("kbs", .backspace), ("kdch1", .delete), ("kcbt", .backTab),
      ("kent", .enter),
    ]
    names += (1...12).map { ("kf\($0)", .function($0)) }
    return KeySequences(names.map { (TerminalCapability.sequence($0), $1) })
  }
}
