import FoundationEssentials
import TrackKit

/// What a terminal does beyond what ncurses asks of it. All of it is private modes and strings that terminals which
/// don't know them ignore; those that might print them instead are left alone.
struct TerminalFeatures: Equatable, Sendable {
  /// Reports clicks and the wheel, and brackets what is pasted.
  var hasMouse: Bool
  /// Has a window title, and a clipboard that programs may write to.
  var hasWindow: Bool
  /// Turns text that is written from right to left by itself.
  var reordersText: Bool
  /// A multiplexer sits in between, which passes some strings on only when they are wrapped.
  var multiplexer: Multiplexer?

  /// The programs that wrap.
  enum Multiplexer: Sendable, Equatable {
    case tmux, screen
  }

  /// The features of the terminal called `name`.
  ///
  /// - Parameters:
  ///   - reportsMouse: the database has `kmous`.
  ///   - environment: the variables that multiplexers set.
  init(name: String, reportsMouse: Bool, environment: [String: String]) {
    let isConsole = Self.isConsole(name)
    hasMouse = reportsMouse
    hasWindow = reportsMouse && !isConsole
    func has(_ variable: String) -> Bool { !(environment[variable] ?? "").isEmpty }
    // VTE does since 0.58; the environment of the outer terminal reaches into multiplexers too.
    let vte = environment["VTE_VERSION"].flatMap { Int($0) } ?? 0
    reordersText =
      name.hasPrefix("mlterm") || vte >= 5800 || has("KONSOLE_VERSION")
      || environment["TERM_PROGRAM"] == "Apple_Terminal"
    if name.hasPrefix("tmux") || !(environment["TMUX"] ?? "").isEmpty {
      multiplexer = .tmux
    } else if name.hasPrefix("screen") || !(environment["STY"] ?? "").isEmpty {
      multiplexer = .screen
    }
  }

  /// Whether a name is that of a console, whose font has few symbols.
  static func isConsole(_ name: String) -> Bool {
    ["linux", "cons25", "wsvt25", "hurd", "mach", "sun"].contains { name.hasPrefix($0) }
  }

  /// Asks for the colour of the ground (OSC 11); nothing where nobody would answer.
  var groundQuestion: [UInt8] {
    hasWindow && multiplexer != .screen ? Array("\u{1B}]11;?\u{1B}\\".utf8) : []
  }

  /// Switches on what the dashboard uses.
  var beginning: [UInt8] {
    var text = ""
    // The title that was there is kept on the terminal's own stack.
    if hasWindow { text += "\u{1B}[22;2t" }
    // Buttons and the wheel (1000) with places beyond column 223 (1006); pastes in brackets (2004).
    if hasMouse { text += "\u{1B}[?1000h\u{1B}[?1006h\u{1B}[?2004h" }
    return Array(text.utf8)
  }

  /// Switches it off again, in the middle of a picture too.
  var end: [UInt8] {
    var text = ""
    if hasMouse { text += "\u{1B}[?2026l\u{1B}[?2004l\u{1B}[?1006l\u{1B}[?1000l" }
    if hasWindow { text += "\u{1B}[23;2t" }
    return Array(text.utf8)
  }

  /// Around a picture, so that it appears at once.
  var pictureBeginning: [UInt8] { hasMouse ? Array("\u{1B}[?2026h".utf8) : [] }
  /// See ``pictureBeginning``.
  var pictureEnd: [UInt8] { hasMouse ? Array("\u{1B}[?2026l".utf8) : [] }

  /// Sets the window's title; nothing where there is no window.
  func title(_ text: String) -> [UInt8] {
    hasWindow ? Array("\u{1B}]2;\(Self.harmless(text, limit: 200))\u{07}".utf8) : []
  }

  /// What fits the clipboards of all terminals, in bytes.
  static let clipboardLimit = 48 << 10

  /// Puts text on the clipboard; `nil` where there is none, or not that much room.
  func clipboard(_ text: String) -> [UInt8]? {
    guard hasWindow, !text.isEmpty, text.utf8.count <= Self.clipboardLimit else { return nil }
    let plain = "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{07}"
    switch multiplexer {
    case nil: return Array(plain.utf8)
    // The first is for tmux itself, which keeps it and passes it on as `set-clipboard` says; the second goes
    // through to the terminal where `allow-passthrough` is on.
    case .tmux:
      return Array((plain + "\u{1B}Ptmux;\(plain.replacing("\u{1B}", with: "\u{1B}\u{1B}"))\u{1B}\\").utf8)
    case .screen:
      return Array("\u{1B}P\(plain)\u{1B}\\".utf8)
    }
  }

  /// Titles of songs end up in the window's title: without control characters, and not without end.
  private static func harmless(_ text: String, limit: Int) -> String {
    let scalars = TerminalText.clean(text).unicodeScalars.filter { $0.value != 0xFFFD }
    return String(String.UnicodeScalarView(scalars.prefix(limit)))
  }
}
