extension KeyMap {
  /// Whose keys a user is used to.
  public enum Preset: String, Sendable, CaseIterable {
    /// The program's own.
    case standard
    /// Those of a client of MPD, as far as both do the same.
    case ncmpcpp, rmpc
    /// Those of the editor, as far as they fit.
    case vi
  }

  /// The program's own keys over the standard views, changed to those of `preset`.
  public static func preset(_ preset: Preset) -> KeyMap {
    var map = standard
    for (key, command) in changes(preset) { map.bind(key, to: command) }
    return map
  }

  /// What differs from the standard. A key that a preset takes from a command is replaced by another one.
  private static func changes(_ preset: Preset) -> [(Key, Command)] {
    func keys(_ pairs: [(Character, Command)]) -> [(Key, Command)] {
      pairs.map { (Key.character($0), $1) }
    }
    switch preset {
    case .standard: return []
    // ncmpcpp 0.9, bindings.cpp.
    case .ncmpcpp:
      return keys([
        ("p", .togglePause), (" ", .push), ("v", .mark), ("V", .unmarkAll), ("r", .toggle(.repeat)),
        ("y", .toggle(.single)), ("R", .toggle(.consume)), ("c", .clearQueue), ("m", .moveUp),
        ("n", .moveDown), (".", .nextMatch), (",", .previousMatch), ("o", .current), ("u", .sync),
        ("H", .syncAll), ("Y", .copy), ("M", .radio),
      ]) + [(.function(5), .refresh), (.function(6), .refreshExpired)]
    // rmpc 0.9, the default keybinds of its configuration.
    case .rmpc:
      return keys([
        ("p", .togglePause), (".", .louder), (",", .softer), ("z", .toggle(.repeat)),
        ("x", .toggle(.random)), ("c", .toggle(.consume)), ("v", .toggle(.single)), ("D", .clearQueue),
        ("a", .push), ("A", .add), ("u", .sync), ("~", .help), ("I", .current), ("X", .cancel),
        ("M", .unmarkAll), ("Y", .syncAll), ("Q", .keep),
      ])
    case .vi:
      return keys([
        ("u", .undo), ("x", .remove), ("v", .mark), ("V", .unmarkAll), (" ", .togglePause), ("X", .cancel),
        ("o", .add), ("H", .sync), ("Z", .syncAll), ("Q", .toggle(.single)),
      ])
    }
  }
}
