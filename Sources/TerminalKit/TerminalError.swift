/// Why the dashboard cannot use the terminal. Each says what to do instead.
package enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// Standard input or output is a file or a pipe.
  case notATerminal(stream: String)
  /// TERM is not set.
  case noTerminalName
  /// The terminal database does not contain what TERM names.
  case unknownTerminal(String)
  /// There is no terminal database.
  case noDatabase
  /// The terminal cannot move its cursor.
  case noCursorMotion(String)
  /// The system refused a descriptor or a signal handler.
  case system(call: String, code: Int32)

  package var description: String {
    switch self {
    case .notATerminal(let stream):
      "standard \(stream) is not a terminal; use ytmpd-tui serve for a proxy without a screen"
    case .noTerminalName: "TERM is not set; set it to your terminal's name, such as xterm-256color"
    case .unknownTerminal(let name):
      "TERM=\(name.debugDescription) is not in the terminal database; install ncurses-term, or set TERM=xterm-256color"
    case .noDatabase: "there is no terminal database; install ncurses-base"
    case .noCursorMotion(let name):
      "TERM=\(name.debugDescription) cannot move the cursor; use another terminal, or ytmpd-tui serve"
    case .system(let call, let code): "the terminal cannot be set up: \(call) failed (errno \(code))"
    }
  }
}
