/// One key press, use of the mouse or paste, decoded by the terminal edge.
public enum Key: Hashable, Sendable {
  /// A printable character.
  case character(Character)
  /// A letter together with Ctrl, in lower case.
  case control(Character)
  /// Return or Enter.
  case enter
  /// Escape alone.
  case escape
  /// Tab.
  case tab
  /// Shift and Tab.
  case backTab
  /// The key that deletes the character before the cursor.
  case backspace
  /// The key that deletes the character under the cursor.
  case delete
  /// An arrow.
  case up
  /// An arrow.
  case down
  /// An arrow.
  case left
  /// An arrow.
  case right
  /// A page back.
  case pageUp
  /// A page on.
  case pageDown
  /// To the beginning.
  case home
  /// To the end.
  case end
  /// F1, F2 and so on.
  case function(Int)
  /// The mouse.
  case mouse(MouseEvent)
  /// Text that was pasted: bracketed by the terminal, or a URL whose characters came all at once.
  case paste(String)

  /// The terminal says of what kind its ground is.
  case ground(isLight: Bool)

  /// The name shown on the key bar and in the help; `ascii` avoids symbols.
  func name(ascii: Bool) -> String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let character): "^" + String(character).uppercased()
    case .enter: ascii ? "Enter" : "⏎"
    case .escape: "Esc"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "Bksp"
    case .delete: "Del"
    case .up: ascii ? "Up" : "↑"
    case .down: ascii ? "Down" : "↓"
    case .left: ascii ? "Left" : "←"
    case .right: ascii ? "Right" : "→"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .function(let number): "F\(number)"
    case .mouse: "Mouse"
    case .paste: "Paste"
    case .ground: ""
    }
  }

  /// Whether a key or a button went down, rather than a button up or a wheel round.
  var isPress: Bool {
    if case .mouse(let event) = self { event.kind == .press } else { true }
  }
}
