package import DashboardKit

/// What the roles look like in a theme.
struct ThemeLooks: Sendable {
  /// What stands in for colour.
  enum Weight: Sendable { case plain, strong, faint }

  /// The theme's name, as the configuration spells it.
  let name: String
  /// No colours at all.
  var isMonochrome = false
  /// Behind everything, in themes that are made for one ground; `nil` keeps the terminal's own.
  var background: Colour?
  /// The colours by role; the terminal's text for roles that are not listed.
  var colours: [Style.Role: Colour] = [:]
  /// Behind the selected row, and plain text on it; `nil` shows the row in reverse.
  var selection: (ground: Colour, text: Colour)?

  /// The number of a role's colour.
  func colour(of role: Style.Role, _ depth: ColourDepth) -> Int32 {
    colours[role]?.number(depth) ?? -1
  }

  /// The number of the ground; -1 for the terminal's own, which terminals of few colours always keep.
  func background(_ depth: ColourDepth) -> Int32 {
    switch depth {
    case .none, .eight, .sixteen: -1
    case .palette, .direct: background?.number(depth) ?? -1
    }
  }

  /// The number of the selected row's ground, where it has one.
  func ground(_ depth: ColourDepth) -> Int32? {
    switch depth {
    case .none, .eight, .sixteen: nil
    case .palette, .direct: selection.map { $0.ground.number(depth) }
    }
  }

  /// The number of a role's colour on the selected row: text must be legible whatever the terminal's own ground is.
  func selectedColour(of role: Style.Role, _ depth: ColourDepth) -> Int32 {
    switch role {
    case .text, .muted: selection?.text.number(depth) ?? -1
    default: colour(of: role, depth)
    }
  }

  /// What colour would say, said by weight: strong for what needs attention, faint for what does not.
  func weight(of role: Style.Role) -> Weight {
    switch role {
    case .accent, .warning, .bad: .strong
    case .muted: .faint
    default: .plain
    }
  }

  /// The looks of `theme`; those of the first one for an unknown name.
  ///
  /// - Parameter isLight: whether the terminal's own ground is light.
  static func of(_ theme: Theme, isLight: Bool = false) -> ThemeLooks {
    if let colours = theme.colours { return ThemeLooks(name: theme.name, colours) }
    if isLight, let looks = forLight.first(where: { $0.name == theme.name }) { return looks }
    return all.first { $0.name == theme.name } ?? (isLight ? standardLight : standard)
  }

  /// Every theme, the standard one first.
  static let all = [standard, terminal, nord, gruvbox, dracula, solarized, paper, mono]

  /// Middle tones, legible on black and on white.
  private static let standard = ThemeLooks(
    name: Theme.standard.name,
    colours: [
      .muted: Colour(0x8A8A8A, own: 8), .accent: Colour(0x00AFD7, own: 6), .good: Colour(0x5FAF5F, own: 2),
      .working: Colour(0xAF87FF, own: 5), .warning: Colour(0xD78700, own: 3), .bad: Colour(0xD75F5F, own: 1),
    ], selection: (Colour(0x3A3A3A, own: 8), Colour(0xEEEEEE, own: 15)))

  /// What the standard theme is on a ground that is known to be light.
  fileprivate static let standardLight = ThemeLooks(
    name: Theme.standard.name,
    colours: [
      .muted: Colour(0x6E6E6E, own: 8), .accent: Colour(0x00748F, own: 6), .good: Colour(0x2E7D32, own: 2),
      .working: Colour(0x6A3FB5, own: 5), .warning: Colour(0x9A5B00, own: 3), .bad: Colour(0xB3261E, own: 1),
    ], selection: (Colour(0xDDE6EE, own: 7), Colour(0x1C1C1C, own: 0)))

  /// The terminal's own colours, as they are.
  fileprivate static let terminal = ThemeLooks(
    name: "terminal",
    colours: [
      .muted: Colour(own: 8), .accent: Colour(own: 6), .good: Colour(own: 2), .working: Colour(own: 5),
      .warning: Colour(own: 3), .bad: Colour(own: 1),
    ])

  private static let nord = ThemeLooks(
    name: "nord", background: Colour(0x2E3440, own: -1),
    colours: [
      .text: Colour(0xD8DEE9, own: -1), .muted: Colour(0x7B88A1, own: 8), .accent: Colour(0x88C0D0, own: 6),
      .good: Colour(0xA3BE8C, own: 2), .working: Colour(0xB48EAD, own: 5), .warning: Colour(0xEBCB8B, own: 3),
      .bad: Colour(0xBF616A, own: 1),
    ], selection: (Colour(0x434C5E, own: 8), Colour(0xECEFF4, own: 15)))

  private static let gruvbox = ThemeLooks(
    name: "gruvbox", background: Colour(0x282828, own: -1),
    colours: [
      .text: Colour(0xEBDBB2, own: -1), .muted: Colour(0x928374, own: 8), .accent: Colour(0x83A598, own: 6),
      .good: Colour(0xB8BB26, own: 2), .working: Colour(0xD3869B, own: 5), .warning: Colour(0xFABD2F, own: 3),
      .bad: Colour(0xFB4934, own: 1),
    ], selection: (Colour(0x504945, own: 8), Colour(0xFBF1C7, own: 15)))

  private static let dracula = ThemeLooks(
    name: "dracula", background: Colour(0x282A36, own: -1),
    colours: [
      .text: Colour(0xF8F8F2, own: -1), .muted: Colour(0x7C8AB8, own: 8), .accent: Colour(0x8BE9FD, own: 6),
      .good: Colour(0x50FA7B, own: 2), .working: Colour(0xBD93F9, own: 5), .warning: Colour(0xFFB86C, own: 3),
      .bad: Colour(0xFF5555, own: 1),
    ], selection: (Colour(0x44475A, own: 8), Colour(0xF8F8F2, own: 15)))

  private static let solarized = ThemeLooks(
    name: "solarized", background: Colour(0x002B36, own: -1),
    colours: [
      .text: Colour(0x839496, own: -1), .muted: Colour(0x6B7F87, own: 8), .accent: Colour(0x268BD2, own: 4),
      .good: Colour(0x859900, own: 2), .working: Colour(0x6C71C4, own: 5), .warning: Colour(0xB58900, own: 3),
      .bad: Colour(0xDC322F, own: 1),
    ], selection: (Colour(0x073642, own: 8), Colour(0xEEE8D5, own: 15)))

  /// Solarized for a light ground.
  fileprivate static let solarizedLight = ThemeLooks(
    name: "solarized", background: Colour(0xFDF6E3, own: -1),
    colours: [
      .text: Colour(0x586E75, own: -1), .muted: Colour(0x839496, own: 8), .accent: Colour(0x268BD2, own: 4),
      .good: Colour(0x859900, own: 2), .working: Colour(0x6C71C4, own: 5), .warning: Colour(0xB58900, own: 3),
      .bad: Colour(0xDC322F, own: 1),
    ], selection: (Colour(0xEEE8D5, own: 7), Colour(0x073642, own: 0)))

  /// For light ground.
  private static let paper = ThemeLooks(
    name: "paper", background: Colour(0xF7F5F0, own: -1),
    colours: [
      .text: Colour(0x303030, own: -1), .muted: Colour(0x767676, own: 8), .accent: Colour(0x005F87, own: 4),
      .good: Colour(0x3F7F1F, own: 2), .working: Colour(0x7A3E9D, own: 5), .warning: Colour(0x9A5B00, own: 3),
      .bad: Colour(0xB3261E, own: 1),
    ], selection: (Colour(0xD6E4EE, own: 7), Colour(0x1C1C1C, own: 0)))

  private static let mono = ThemeLooks(name: "mono", isMonochrome: true)
}

extension ThemeLooks {
  /// The looks of a theme that a person has written down. A terminal of few colours takes the usual ones.
  fileprivate init(name: String, _ written: Theme.Colours) {
    self.init(name: name)
    let usual = Self.terminal.colours
    colours = written.roles.reduce(into: [:]) { colours, role in
      colours[role.key] = Colour(role.value, own: usual[role.key]?.own ?? -1)
    }
    background = written.ground.map { Colour($0, own: -1) }
    selection = written.selection.map { ground in
      let text = written.selectedText ?? written.roles[.text]
      return (Colour(ground, own: 8), text.map { Colour($0, own: 15) } ?? Colour(own: -1))
    }
  }

  /// What themes look like on a light ground, where that differs.
  static let forLight = [standardLight, solarizedLight]
}

extension Theme {
  /// The themes the user may choose from.
  package static let all = ThemeLooks.all.map { Theme($0.name) }
}
