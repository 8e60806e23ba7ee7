import CNcurses
package import DashboardKit
import Glibc

/// The terminal, from the moment the dashboard takes it until it is given back as it was found.
///
/// Everything happens on the thread that made it. Make the ``SignalSource`` before: ncurses takes over only
/// signals without a handler.
package final class CursesTerminal {
  /// Whether the terminal shows more than ASCII.
  let repertoire: DisplayText.Repertoire
  /// The shell has the terminal: nothing is painted, and no key is read.
  private(set) var isSuspended = false
  private let screen: OpaquePointer
  /// As they were found.
  private let modes: termios
  private let features: TerminalFeatures
  private let errorOutput: ErrorOutput
  private let logDescriptor: Int32?
  private var palette: Palette
  private var decoder: InputDecoder
  private var shown: CellBuffer?
  /// What is put down of a row at once; kept for its memory.
  private var line: [cchar_t] = []
  private var title = ""
  private var isCursorVisible = false
  private var isOpen = true
  /// When the terminal was asked something that it has not answered yet.
  private var askedAt: ContinuousClock.Instant?
  /// How long an answer may be on its way.
  private static let answerTime = Duration.seconds(1)

  /// Takes the terminal on standard input and output.
  ///
  /// - Parameters:
  ///   - logDescriptor: where standard error goes while the screen is up; it stays the caller's.
  ///   - theme: the colours to begin with.
  ///   - isColourWanted: `false` for `NO_COLOR`.
  /// - Throws: why the dashboard cannot have the screen; the terminal is then as it was.
  package init(
    logDescriptor: Int32?, theme: Theme = .standard,
    isColourWanted: Bool = CursesTerminal.environmentWantsColour
  ) throws(TerminalError) {
    guard isatty(STDIN_FILENO) == 1 else { throw .notATerminal(stream: "input") }
    guard isatty(STDOUT_FILENO) == 1 else { throw .notATerminal(stream: "output") }
    try Self.checkFitness()
    var modes = termios()
    guard tcgetattr(STDIN_FILENO, &modes) == 0 else { throw .system(call: "tcgetattr", code: errno) }
    self.modes = modes
    repertoire =
      cncurses_use_locale() == 0
      ? .ascii : TerminalFeatures.isConsole(Self.terminalName ?? "") ? .console : .unicode
    errorOutput = try ErrorOutput()
    self.logDescriptor = logDescriptor
    guard let screen = cncurses_open() else { throw .unknownTerminal(Self.terminalName ?? "") }
    self.screen = screen
    cncurses_prepare()
    features = TerminalFeatures.ofTerminal(name: Self.terminalName ?? "")
    decoder = InputDecoder(sequences: .ofTerminal())
    palette = Palette(theme: theme, isColourWanted: isColourWanted)
    try CrashRestore.arm(modes: modes, features: features, errorOutput: errorOutput.original)
    try errorOutput.redirect(to: logDescriptor)
    send(features.beginning)
    askForGround()
  }

  deinit { restore() }

  /// `NO_COLOR` is not set, or empty (no-color.org).
  package static var environmentWantsColour: Bool { (environment("NO_COLOR") ?? "").isEmpty }

  /// Text as this terminal shows and measures it.
  package var text: DisplayText {
    DisplayText(
      width: DisplayWidth { Int(cncurses_width($0.value)) }, repertoire: repertoire,
      order: features.reordersText ? nil : VisualOrder.characters)
  }

  /// The size now.
  package var size: Size {
    Size(columns: Int(cncurses_screen_columns()), rows: Int(cncurses_screen_rows()))
  }

  // MARK: - Input

  /// Reads what was typed, without waiting for more.
  ///
  /// - Returns: the keys; `nil` when the terminal is at its end.
  func keys() -> [Key]? {
    let waiting = Int(cncurses_bytes_waiting(STDIN_FILENO))
    guard waiting > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: min(waiting, 64 << 10))
    let count = read(STDIN_FILENO, &bytes, bytes.count)
    guard count > 0 else { return count < 0 && (errno == EINTR || errno == EAGAIN) ? [] : nil }
    let keys = decoder.feed(bytes[..<count])
    if keys.contains(where: { if case .ground = $0 { true } else { false } }) { askedAt = nil }
    return keys
  }

  /// How long the beginning of a key may wait for its end before ``lateKeys()`` is called for.
  var patience: Duration? { decoder.patience }

  /// The keys that the bytes left over make, since nothing followed.
  func lateKeys() -> [Key] { decoder.flush() }

  // MARK: - Output

  /// Takes over the size that the terminal has now.
  func resize() {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard !isSuspended, cncurses_window_size(STDOUT_FILENO, &columns, &rows) == 0 else { return }
    resizeterm(rows, columns)
    repaint()
  }

  /// Draws all of the screen at the next ``paint(_:)``, even what has not changed.
  func repaint() {
    shown = nil
    if !isSuspended { cncurses_repaint_all() }
  }

  /// Takes other colours from the next ``paint(_:)`` on.
  ///
  /// - Parameter isLight: whether the terminal's own ground is light.
  func use(_ theme: Theme, isLight: Bool) {
    guard palette.use(theme, isLight: isLight) else { return }
    repaint()
  }

  /// Draws what changed.
  func paint(_ buffer: CellBuffer) {
    // The size may have changed since the picture was made.
    guard !isSuspended, buffer.size == size, shown != buffer else { return }
    let previous = shown?.size == buffer.size ? shown : nil
    send(features.pictureBeginning)
    if previous == nil { cncurses_erase() }
    for row in 0..<buffer.size.rows {
      let cells = buffer.row(row)
      let range = previous.map { CellBuffer.difference(between: $0.row(row), and: cells) } ?? 0..<cells.count
      if !range.isEmpty { paint(cells, range, row: Int32(row)) }
    }
    placeCursor(buffer.cursor, focus: buffer.focus)
    cncurses_show()
    send(features.pictureEnd)
    shown = buffer
  }

  /// Names the window, where there is one.
  func setTitle(_ text: String) {
    guard text != title, !isSuspended else { return }
    title = text
    send(features.title(text))
  }

  /// Puts text on the clipboard.
  ///
  /// - Returns: whether this terminal has one that takes so much.
  func copy(_ text: String) -> Bool {
    guard let bytes = features.clipboard(text), !isSuspended else { return false }
    send(bytes)
    return true
  }

  /// Asks the terminal for the colour of its ground; the answer comes as a key.
  private func askForGround() {
    let question = features.groundQuestion
    guard !question.isEmpty else { return }
    send(question)
    askedAt = .now
  }

  private func paint(_ cells: ArraySlice<Cell>, _ range: Range<Int>, row: Int32) {
    line.removeAll(keepingCapacity: true)
    // Neighbours mostly look alike, and the palette is not to be copied for each cell.
    var (style, blank) = (Style(), self.blank(Style()))
    for cell in cells.dropFirst(range.lowerBound).prefix(range.count) where cell.width > 0 {
      if cell.style != style { (style, blank) = (cell.style, self.blank(cell.style)) }
      line.append(blank)
      let scalars = cell.scalars
      scalars.span.withUnsafeBufferPointer { cncurses_set_text(&line[line.count - 1], $0.baseAddress) }
    }
    cncurses_put(row, Int32(range.lowerBound), line, Int32(line.count))
  }

  private func blank(_ style: Style) -> cchar_t {
    let look = palette.look(of: style)
    return cncurses_blank(look.attributes, look.pair)
  }

  /// Shows the text cursor; without one the cursor is where the user's eyes are, for screen readers and braille displays.
  private func placeCursor(_ position: Position?, focus: Position?) {
    if isCursorVisible != (position != nil) {
      isCursorVisible = position != nil
      curs_set(isCursorVisible ? 1 : 0)
    }
    if let position = position ?? focus { cncurses_place_cursor(Int32(position.row), Int32(position.column)) }
  }

  /// Sends bytes that ncurses has no word for. All it had to send itself has been sent before.
  private func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      // A terminal that is gone is noticed where keys are read.
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  // MARK: - Giving it back

  /// Gives the terminal to the shell until ``takeAgain()``.
  func giveBack() {
    guard isOpen, !isSuspended else { return }
    send(features.end)
    // An answer that is still on its way is not for the shell.
    if let askedAt, ContinuousClock.now - askedAt < Self.answerTime { tcflush(STDIN_FILENO, TCIFLUSH) }
    askedAt = nil
    // The screen is entered with the first picture. To leave it twice would put the cursor where it was long ago.
    if isendwin() { curs_set(1) } else { endwin() }
    CrashRestore.setArmed(false)
    isSuspended = true
    guard isatty(STDOUT_FILENO) == 1 else {
      // Given up (``OutputRescue``): ncurses has set the modes of what is no terminal, and who writes to this one may wait for
      // ever.
      var modes = modes
      tcsetattr(STDIN_FILENO, TCSANOW, &modes)
      return errorOutput.giveUp()
    }
    errorOutput.restore()
  }

  /// Takes the terminal again, as it is by now; also after the process was stopped without being asked.
  func takeAgain() {
    guard isOpen else { return }
    if !isSuspended {
      // The shell and the stand-in may both say that we go on.
      guard !isendwin() else { return resize() }
      // What stopped without a word has left the screen as ncurses believes it to be.
      endwin()
    }
    isSuspended = false
    do {
      try errorOutput.redirect(to: logDescriptor)
    } catch {
      // Standard error stays with the terminal, and a library's message may show until the next repaint.
    }
    CrashRestore.setArmed(true)
    isCursorVisible = false
    curs_set(0)
    send(features.beginning)
    resize()
    let name = title
    title = ""
    setTitle(name)
  }

  /// Gives the terminal back for good, as it was found. More than once is fine.
  func restore() {
    guard isOpen else { return }
    giveBack()
    isOpen = false
    delscreen(screen)
  }

  private static var terminalName: String? { environment("TERM") }

  private static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Looks whether the terminal that TERM names can show a full screen.
  ///
  /// - Throws: why it can't.
  package static func checkFitness() throws(TerminalError) {
    guard let name = terminalName, !name.isEmpty else { throw .noTerminalName }
    switch UInt32(cncurses_fitness(name, STDOUT_FILENO)) {
    case CNCURSES_FIT.rawValue: return
    case CNCURSES_NO_DATABASE.rawValue: throw .noDatabase
    case CNCURSES_NO_CURSOR_MOTION.rawValue: throw .noCursorMotion(name)
    default: throw .unknownTerminal(name)
    }
  }
}

extension TerminalFeatures {
  /// The features of the terminal whose description ncurses has open.
  static func ofTerminal(name: String) -> TerminalFeatures {
    var environment: [String: String] = [:]
    for variable in ["TMUX", "STY", "VTE_VERSION", "KONSOLE_VERSION", "TERM_PROGRAM"] {
      environment[variable] = getenv(variable).map { String(cString: $0) }
    }
    return TerminalFeatures(
      name: name, reportsMouse: !TerminalCapability.sequence("kmous").isEmpty, environment: environment)
  }
}
