import DashboardKit
import Foundation
import TestSupport
import Testing

/// A terminal of tmux's with a program in it, on a server of its own.
struct TmuxScreen {
  private let socket: String
  private let environment: [String: String]

  /// Runs `command` in a terminal while `body` looks at it; what is left of it is killed afterwards.
  ///
  /// - Parameters:
  ///   - command: what a shell is to run; after its end the screen shows its status.
  ///   - columns: the terminal's width.
  ///   - rows: its height.
  static func show(
    _ command: String, environment: [String: String], columns: Int = 80, rows: Int = 24,
    _ body: (TmuxScreen) async throws -> Void
  ) async throws {
    var environment = environment
    environment["TERM"] = "xterm-256color"
    let screen = TmuxScreen(socket: "ytmpd-end-to-end-\(UUID())", environment: environment)
    // The second window keeps the server alive when the first one is closed.
    try await screen.tmux(
      "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
      "\(command); echo \"status $?\"; exec cat", ";", "new-window", "-d", "exec cat")
    do {
      try await body(screen)
    } catch {
      try await screen.tmux("kill-server")
      throw error
    }
    try await screen.tmux("kill-server")
  }

  /// What the terminal shows.
  func text() async throws -> String { try await tmux("capture-pane", "-p") }

  /// What the terminal shows, with the sequences that set its looks.
  func styledText() async throws -> String { try await tmux("capture-pane", "-e", "-p") }

  /// Presses keys, in tmux's names for them.
  func press(_ keys: String...) async throws {
    for key in keys { try await tmux("send-keys", key) }
  }

  /// Presses keys at once, in tmux's names for them.
  func press(together keys: [String]) async throws { try await tmux(["send-keys"] + keys) }

  /// Gives the terminal another size.
  func resize(columns: Int, rows: Int) async throws {
    try await tmux("resize-window", "-x", "\(columns)", "-y", "\(rows)")
  }

  /// What tmux knows of the terminal, by the names of its formats, such as `pane_title`.
  func value(of format: String) async throws -> String {
    try await tmux("display-message", "-p", "#{\(format)}").trimmingCharacters(in: .newlines)
  }

  /// Closes the terminal, as a window is closed.
  func close() async throws { try await tmux("kill-pane") }

  /// Waits until the terminal shows something; a screen tells nobody that it has changed.
  ///
  /// - Returns: what it shows then.
  @discardableResult
  func wait(
    for what: String, within limit: Duration = .seconds(20),
    sourceLocation: SourceLocation = #_sourceLocation,
    where condition: (String) throws -> Bool
  ) async throws -> String {
    let deadline = ContinuousClock.now + limit
    while true {
      let text = try await text()
      if try condition(text) { return text }
      try #require(ContinuousClock.now < deadline, "no \(what) in:\n\(text)", sourceLocation: sourceLocation)
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  @discardableResult
  private func tmux(_ arguments: String...) async throws -> String { try await tmux(arguments) }

  @discardableResult
  private func tmux(_ arguments: [String]) async throws -> String {
    let outcome = try await run(["tmux", "-L", socket] + arguments, environment: environment)
    try #require(outcome.exit == .status(0), "tmux \(arguments): \(outcome.errors)")
    return outcome.output
  }
}

extension Key {
  /// tmux's name for the key.
  var tmuxName: String? {
    switch self {
    case .character(" "): "Space"
    case .character(";"): "\\;"
    case .character(let character): String(character)
    case .control(let letter): "C-\(letter)"
    case .enter: "Enter"
    case .escape: "Escape"
    case .tab: "Tab"
    case .backTab: "BTab"
    case .backspace: "BSpace"
    case .delete: "DC"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .pageUp: "PPage"
    case .pageDown: "NPage"
    case .home: "Home"
    case .end: "End"
    case .function(let number): "F\(number)"
    case .mouse, .paste, .ground: nil
    }
  }
}
