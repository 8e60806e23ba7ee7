import FoundationEssentials

extension State {
  /// Opens the choice of themes; the one in use is selected.
  mutating func chooseTheme() {
    overlay = .themes(index: themes.firstIndex { $0.name == theme.name } ?? 0, before: theme)
  }

  /// Keys in the choice of themes: the selected one is seen at once, Enter keeps it, Escape brings the old one back.
  mutating func pressInThemes(_ key: Key, index: Int, before: Theme) -> [Effect] {
    switch keyMap.command(for: key) {
    case .down, .themes, .nextTheme: preview(index + 1, before: before)
    case .up: preview(index - 1, before: before)
    case .first: preview(0, before: before)
    case .last: preview(themes.count - 1, before: before)
    case .activate: overlay = nil
    case .redraw: return [.redraw]
    default:
      overlay = nil
      theme = before
    }
    return []
  }

  /// Shows the theme at a place, round and round.
  mutating func preview(_ index: Int, before: Theme) {
    guard !themes.isEmpty else { return }
    let place = (index % themes.count + themes.count) % themes.count
    theme = themes[place]
    overlay = .themes(index: place, before: before)
  }

  /// Takes other keys, and another theme in the place of the one in use, whoever chose that.
  mutating func take(_ keys: KeyMap?, _ wanted: Theme?) {
    if let keys { keyMap = keys }
    guard let wanted else { return }
    if case .themes = overlay { overlay = nil }
    theme = wanted
  }

  /// Takes the themes there are by now; the one in use may look otherwise.
  mutating func take(_ all: [Theme]) {
    themes = all
    func current(_ theme: Theme) -> Theme { all.first { $0.name == theme.name } ?? theme }
    theme = current(theme)
    if case .themes(_, let before) = overlay {
      overlay = .themes(index: all.firstIndex { $0.name == theme.name } ?? 0, before: current(before))
    }
  }
}
