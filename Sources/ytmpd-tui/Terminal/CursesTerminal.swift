import CNcurses
import DashboardKit
import Glibc

/// The terminal, from the moment the dashboard takes it until it is given back as it was found.
///
/// Everything happens on the thread that made it. Make the ``SignalSource`` before: ncurses takes over only
/// signals that nobody has.
final class CursesTerminal {
  /// Whether the terminal shows more than ASCII.
  let repertoire: DisplayText.Repertoire
  private let screen: OpaquePointer
  private let palette: Palette
  private let errorOutput: ErrorOutput
  private let logDescriptor: Int32?
  private var shown: CellBuffer?
  private var isCursorVisible = false
  private var isOpen = true

  /// Takes the terminal on standard input and output.
  ///
  /// - Parameters:
  ///   - logDescriptor: where standard error goes while the screen is up; it stays the caller's.
  ///   - isColourWanted: `false` for `NO_COLOR`.
  /// - Throws: why the dashboard cannot have the screen; the terminal is then as it was.
  init(logDescriptor: Int32?, isColourWanted: Bool = CursesTerminal.environmentWantsColour)
    throws(TerminalError)
  {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "output") }
    try Self.checkFitness()
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { throw .system(call: "tcgetattr", code: errno) }
    repertoire = cncurses_use_locale() != 0 ? .unicode : .ascii
    errorOutput = try ErrorOutput()
    self.logDescriptor = logDescriptor
    guard let screen = cncurses_open() else { throw .unknownTerminal(Self.terminalName ?? "") }
    self.screen = screen
    cncurses_prepare()
    palette = Palette(isColourWanted: isColourWanted)
    try CrashRestore.arm(modes: modes, errorOutput: errorOutput.original)
    try errorOutput.redirect(to: logDescriptor)
  }

  deinit { restore() }

  /// `NO_COLOR` is not set, or empty (no-color.org).
  static var environmentWantsColour: Bool { (environment("NO_COLOR") ?? "").isEmpty }

  /// Text as this terminal shows and measures it.
  var text: DisplayText {
    DisplayText(width: DisplayWidth { Int(cncurses_width($0.value)) }, repertoire: repertoire)
  }

  /// The size now.
  var size: Size {
    Size(columns: Int(cncurses_screen_columns()), rows: Int(cncurses_screen_rows()))
  }

  /// Takes over the size that the terminal has now.
  func resize() {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard cncurses_window_size(STDOUT_FILENO, &columns, &rows) == 0 else { return }
    resizeterm(rows, columns)
    repaint()
  }

  /// Draws all of the screen at the next ``paint(_:)``, whatever the terminal shows.
  func repaint() {
    shown = nil
    cncurses_repaint_all()
  }

  /// The keys that were pressed, without waiting for one.
  func keys() -> [Key] {
    var inputs: [KeyDecoder.Input] = []
    while true {
      var code: UInt32 = 0
      switch UInt32(cncurses_next_key(&code)) {
      case CNCURSES_CHARACTER.rawValue: inputs.append(.character(code))
      case CNCURSES_FUNCTION.rawValue: inputs.append(.function(Int32(bitPattern: code)))
      default: return KeyDecoder.keys(for: inputs)
      }
    }
  }

  /// Draws the rows that changed.
  func paint(_ buffer: CellBuffer) {
    if let shown, shown == buffer { return }
    let previous = shown?.size == buffer.size ? shown : nil
    if previous == nil { cncurses_erase() }
    for row in 0..<buffer.size.rows {
      let cells = buffer.row(row)
      if let previous, previous.row(row) == cells { continue }
      paint(cells, row: Int32(row))
    }
    placeCursor(buffer.cursor)
    cncurses_show()
    shown = buffer
  }

  /// Gives the terminal back for ^Z; `stop` returns when the program goes on.
  func suspend(_ stop: () -> Void) {
    giveBack()
    stop()
    takeAgain()
  }

  /// Takes the terminal again after the process was stopped without being asked.
  func resume() {
    giveBack()
    takeAgain()
  }

  /// Gives the terminal back for good, as it was found. More than once is fine.
  func restore() {
    guard isOpen else { return }
    isOpen = false
    endwin()
    CrashRestore.setArmed(false)
    delscreen(screen)
    errorOutput.restore()
  }

  private func giveBack() {
    endwin()
    CrashRestore.setArmed(false)
  }

  private func takeAgain() {
    CrashRestore.setArmed(true)
    isCursorVisible = false
    curs_set(0)
    resize()
  }

  private func paint(_ cells: ArraySlice<Cell>, row: Int32) {
    // A whole row at a time: ncurses itself finds what differs, and half-overwritten wide characters cannot occur.
    for (column, cell) in cells.enumerated() where cell.width > 0 {
      let look = palette.look(of: cell.style)
      let scalars = cell.text.unicodeScalars.map(\.value)
      cncurses_put(row, Int32(column), scalars, Int32(scalars.count), look.attributes, look.pair)
    }
  }

  private func placeCursor(_ position: Position?) {
    if isCursorVisible != (position != nil) {
      isCursorVisible = position != nil
      curs_set(isCursorVisible ? 1 : 0)
    }
    if let position { cncurses_place_cursor(Int32(position.row), Int32(position.column)) }
  }

  private static var terminalName: String? { environment("TERM") }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  private static func checkFitness() throws(TerminalError) {
    guard let name = terminalName, !name.isEmpty else { throw .noTerminalName }
    switch UInt32(cncurses_fitness(name, STDOUT_FILENO)) {
    case CNCURSES_FIT.rawValue: return
    case CNCURSES_NO_DATABASE.rawValue: throw .noDatabase
    case CNCURSES_NO_CURSOR_MOTION.rawValue: throw .noCursorMotion(name)
    default: throw .unknownTerminal(name)
    }
  }
}
