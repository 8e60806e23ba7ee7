import CNcurses
import CProcess
import Glibc

/// Gives the terminal back when the program crashes: the handler is C, and all it needs is made beforehand.
enum CrashRestore {
  /// Capabilities that undo what a full screen does, in this order: attributes, colours, cursor, keypad, screen.
  private static let capabilities = ["sgr0", "op", "cnorm", "rmkx", "rmcup"]

  /// Arms the handler; the terminal must be open.
  ///
  /// - Parameters:
  ///   - modes: the terminal's modes before the screen came up.
  ///   - features: what is to be switched off besides.
  ///   - errorOutput: where a sentence for the user goes.
  /// - Throws: ``TerminalError/system(call:code:)`` when a handler is refused.
  static func arm(modes: termios, features: TerminalFeatures, errorOutput: Int32) throws(TerminalError) {
    let bytes = bytes(features).map { CChar(bitPattern: $0) }
    var saved = modes
    guard cprocess_keep_terminal(STDOUT_FILENO, errorOutput, &saved, bytes, bytes.count) == 0 else {
      throw .system(call: "sigaction", code: errno)
    }
  }

  /// Whether a crash has to give the terminal back; not while the shell has it.
  static func setArmed(_ isArmed: Bool) { cprocess_set_terminal_kept(isArmed ? 1 : 0) }

  /// Gives the terminal back for a process that can't do so any more; ncurses must not be up in this one.
  static func giveBack(modes: termios) {
    guard let name = getenv("TERM"), cncurses_open_description(name, STDOUT_FILENO) != 0 else { return }
    let all = bytes(TerminalFeatures.ofTerminal(name: String(cString: name)))
    cncurses_close_description()
    _ = all.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    var saved = modes
    tcsetattr(STDIN_FILENO, TCSANOW, &saved)
  }

  private static func bytes(_ features: TerminalFeatures) -> [UInt8] {
    features.end + capabilities.flatMap(TerminalCapability.sequence)
  }
}
