import TrackKit

extension Key {
  /// The key that the configuration calls `name`: a character, `space`, `enter`, `page-up`, `f5`, `ctrl-r` (also
  /// `C-r` and `^R`). The case of a lone letter counts, that of names does not.
  ///
  /// Keys that a terminal can't tell from others, such as `ctrl-i`, which is Tab, become those others.
  public init?(name: String) {
    if name.count == 1, let character = name.first {
      guard character.unicodeScalars.allSatisfy({ $0.textClass == .plain }) else { return nil }
      self = .character(character)
      return
    }
    let folded = name.lowercased().replacing("_", with: "-").replacing("+", with: "-")
    for prefix in ["ctrl-", "control-", "c-", "^"] where folded.hasPrefix(prefix) {
      guard let key = Self.control(folded.dropFirst(prefix.count)) else { return nil }
      self = key
      return
    }
    if folded.hasPrefix("f"), let number = Int(folded.dropFirst()), (1...12).contains(number) {
      self = .function(number)
      return
    }
    guard let key = Self.names[folded.replacing("-", with: "")] else { return nil }
    self = key
  }

  /// Names to suggest for one that is not known.
  public static let suggestedNames =
    [
      "space", "enter", "escape", "tab", "shift-tab", "backspace", "delete", "up", "down", "left", "right",
      "page-up", "page-down", "home", "end",
    ] + (1...12).map { "f\($0)" }

  private static func control(_ letter: Substring) -> Key? {
    guard letter.count == 1, let character = letter.first, ("a"..."z").contains(character) else { return nil }
    switch character {
    case "i": return .tab
    case "j", "m": return .enter
    case "h": return .backspace
    default: return .control(character)
    }
  }

  private static let names: [String: Key] = [
    "space": .character(" "), "enter": .enter, "return": .enter, "escape": .escape, "esc": .escape,
    "tab": .tab,
    "shifttab": .backTab, "stab": .backTab, "backtab": .backTab, "backspace": .backspace, "bksp": .backspace,
    "delete": .delete, "del": .delete, "up": .up, "down": .down, "left": .left, "right": .right,
    "pageup": .pageUp, "pgup": .pageUp, "pagedown": .pageDown, "pgdn": .pageDown, "pgdown": .pageDown,
    "home": .home, "end": .end,
  ]
}
