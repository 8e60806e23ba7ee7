import FoundationEssentials
import Glibc
import TrackKit

/// Where a command's words go: results to one stream, everything said about the work to another. From any thread.
///
/// A command that runs in the process of the library's owner speaks to a client's terminal. The static functions use the
/// console of the current task; what is called from tasks of others takes ``current`` along.
struct Console: Sendable {
  /// One of the two streams.
  enum Stream: Sendable { case output, errors }

  /// Standard output and standard error of this process.
  static let process = Console(
    isWatched: isatty(STDERR_FILENO) == 1, columns: columnsOfTerminal,
    write: { text, stream in writeAll(text, to: stream == .output ? STDOUT_FILENO : STDERR_FILENO) })

  /// The console of the command that runs in this task or on this thread.
  @TaskLocal static var current = Console.process

  /// Whether a person watches standard error.
  let isWatched: Bool
  /// How wide the terminal on standard output is, `nil` when it is none or does not say.
  let columns: Int?
  /// Writes text as it is.
  let write: @Sendable (_ text: String, _ stream: Stream) -> Void

  // MARK: For the command that runs here

  /// Writes a line of results.
  static func print(_ line: String) { current.write(line + "\n", .output) }

  /// Writes text as it is.
  static func write(_ text: String) { current.write(text, .output) }

  /// Says something about the work.
  static func note(_ line: String) { current.note(line) }

  /// Asks something; the answer comes on the same line.
  static func ask(_ question: String) { current.write(TerminalText.clean(question), .errors) }

  /// Says what is wrong, with the program's name in front.
  static func complain(_ sentence: String) { current.complain(sentence) }

  /// Says something that the next such note replaces; for a person who watches.
  static func noteInPlace(_ line: String) { current.noteInPlace(line) }

  /// Wipes the last ``noteInPlace(_:)`` away.
  static func endNoteInPlace() { current.endNoteInPlace() }

  /// Whether a person watches standard error.
  static var isWatched: Bool { current.isWatched }

  /// How wide the terminal on standard output is, `nil` when it is none or does not say.
  static var columns: Int? { current.columns }

  /// Writes `value` as one JSON document with its keys in order, so that the same state gives the same text.
  ///
  /// - Throws: `EncodingError` for numbers JSON does not have.
  static func printJSON(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  // MARK: For whoever has taken it along

  /// Says something about the work.
  func note(_ line: String) { write(line + "\n", .errors) }

  /// Says what is wrong, with the program's name in front.
  func complain(_ sentence: String) { note("ytmpd-tui: \(TerminalText.clean(sentence))") }

  /// Says something that the next such note replaces; for a person who watches.
  func noteInPlace(_ line: String) { write("\r\u{1B}[K\(line)", .errors) }

  /// Wipes the last ``noteInPlace(_:)`` away.
  func endNoteInPlace() {
    if isWatched { write("\r\u{1B}[K", .errors) }
  }

  // MARK: The process' own streams

  private static var columnsOfTerminal: Int? {
    // The four numbers of `struct winsize` (ioctl_tty(2)), the second of which is the width. Which module has the structure
    // depends on the order in which headers were read.
    var size: [UInt16] = [0, 0, 0, 0]
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size[1] > 0 else { return nil }
    return Int(size[1])
  }

  private static func writeAll(_ text: String, to file: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count > 0 {
        bytes = bytes.dropFirst(count)
      } else if errno != EINTR {
        // Nobody reads any more (`| head`): there is nowhere left to say so.
        return
      }
    }
  }
}
