import FoundationEssentials
import Glibc
import TrackKit

/// Standard output for results, standard error for everything said about the work. From any thread.
enum Console {
  /// Writes a line of results.
  static func print(_ line: String) { write(line + "\n", to: STDOUT_FILENO) }

  /// Writes text as it is.
  static func write(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Says something about the work.
  static func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  /// Asks something; the answer comes on the same line.
  static func ask(_ question: String) { write(TerminalText.clean(question), to: STDERR_FILENO) }

  /// Says what is wrong, with the program's name in front.
  static func complain(_ sentence: String) { note("ytmpd-tui: \(TerminalText.clean(sentence))") }

  /// Says something that the next such note replaces; for a person who watches.
  static func noteInPlace(_ line: String) { write("\r\u{1B}[K\(line)", to: STDERR_FILENO) }

  /// Wipes the last ``noteInPlace(_:)`` away.
  static func endNoteInPlace() {
    if isWatched { write("\r\u{1B}[K", to: STDERR_FILENO) }
  }

  /// Whether a person watches standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// How wide the terminal on standard output is, `nil` when it is none or does not say.
  static var columns: Int? {
    // The four numbers of `struct winsize` (ioctl_tty(2)), the second of which is the width. Which module has the structure
    // depends on the order in which headers were read.
    var size: [UInt16] = [0, 0, 0, 0]
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size[1] > 0 else { return nil }
    return Int(size[1])
  }

  /// Writes `value` as one JSON document with its keys in order, so that the same state gives the same text.
  ///
  /// - Throws: `EncodingError` for numbers JSON does not have.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  private static func write(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        // Nobody reads any more (`| head`): there is nowhere left to say so.
        return
      }
    }
  }
}

/// `write(2)` under a name that no method of ``Console`` hides.
private func systemWrite(_ file: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  write(file, start, count)
}
