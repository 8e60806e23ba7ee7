import CNcurses
import Glibc

/// Gives the terminal back when the program crashes: the handler is C, and all it needs is made beforehand.
enum CrashRestore {
  /// Capabilities that undo what a full screen does, in this order: attributes, colours, cursor, keypad, screen.
  private static let capabilities = ["sgr0", "op", "cnorm", "rmkx", "rmcup"]

  /// Arms the handler; the terminal must be open.
  ///
  /// - Parameters:
  ///   - modes: the terminal's modes before the screen came up.
  ///   - errorOutput: where a sentence for the person goes.
  /// - Throws: ``TerminalError/system(call:code:)`` when a handler is refused.
  static func arm(modes: termios, errorOutput: Int32) throws(TerminalError) {
    var bytes: [CChar] = []
    for capability in capabilities {
      var sequence = [CChar](repeating: 0, count: 64)
      let length = cncurses_sequence(capability, &sequence, sequence.count)
      bytes += sequence[..<length]
    }
    var saved = modes
    guard cncurses_arm_crash(STDOUT_FILENO, errorOutput, &saved, bytes, bytes.count) == 0 else {
      throw .system(call: "sigaction", code: errno)
    }
  }

  /// Whether a crash has to give the terminal back; not while the shell has it.
  static func setArmed(_ isArmed: Bool) { cncurses_set_crash_armed(isArmed ? 1 : 0) }
}
