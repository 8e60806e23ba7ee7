package import DashboardKit

/// What the roles look like in a theme. The ground is always the terminal's own, but for the selected row.
struct ThemeLooks: Sendable {
  /// What stands in for colour.
  enum Weight: Sendable { case plain, strong, faint }

  /// The theme's name, as the configuration spells it.
  let name: String
  /// No colours at all.
  var isMonochrome = false
  /// The colours by role; the terminal's text for roles that are not listed.
  var colours: [Style.Role: Colour] = [:]
  /// Behind the selected row, and plain text on it; `nil` shows the row in reverse.
  var selection: (ground: Colour, text: Colour)?

  /// The number of a role's colour.
  func colour(of role: Style.Role, _ depth: ColourDepth) -> Int32 {
    colours[role]?.number(depth) ?? -1
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
  static func of(_ theme: Theme) -> ThemeLooks { all.first { $0.name == theme.name } ?? standard }

  /// Every theme, the standard one first.
  static let all = [standard, terminal, nord, gruvbox, dracula, solarized, paper, mono]

  /// Middle tones, legible on black and on white.
  private static let standard = ThemeLooks(
    name: Theme.standard.name,
    colours: [
      .muted: Colour(0x8A8A8A, own: 8), .accent: Colour(0x00AFD7, own: 6), .good: Colour(0x5FAF5F, own: 2),
      .working: Colour(0xAF87FF, own: 5), .warning: Colour(0xD78700, own: 3), .bad: Colour(0xD75F5F, own: 1),
    ], selection: (Colour(0x3A3A3A, own: 8), Colour(0xEEEEEE, own: 15)))

  /// The terminal's own colours, as they are.
  private static let terminal = ThemeLooks(
    name: "terminal",
    colours: [
      .muted: Colour(own: 8), .accent: Colour(own: 6), .good: Colour(own: 2), .working: Colour(own: 5),
      .warning: Colour(own: 3), .bad: Colour(own: 1),
    ])

  private static let nord = ThemeLooks(
    name: "nord",
    colours: [
      .text: Colour(0xD8DEE9, own: -1), .muted: Colour(0x7B88A1, own: 8), .accent: Colour(0x88C0D0, own: 6),
      .good: Colour(0xA3BE8C, own: 2), .working: Colour(0xB48EAD, own: 5), .warning: Colour(0xEBCB8B, own: 3),
      .bad: Colour(0xBF616A, own: 1),
    ], selection: (Colour(0x434C5E, own: 8), Colour(0xECEFF4, own: 15)))

  private static let gruvbox = ThemeLooks(
    name: "gruvbox",
    colours: [
      .text: Colour(0xEBDBB2, own: -1), .muted: Colour(0x928374, own: 8), .accent: Colour(0x83A598, own: 6),
      .good: Colour(0xB8BB26, own: 2), .working: Colour(0xD3869B, own: 5), .warning: Colour(0xFABD2F, own: 3),
      .bad: Colour(0xFB4934, own: 1),
    ], selection: (Colour(0x504945, own: 8), Colour(0xFBF1C7, own: 15)))

  private static let dracula = ThemeLooks(
    name: "dracula",
    colours: [
      .text: Colour(0xF8F8F2, own: -1), .muted: Colour(0x7C8AB8, own: 8), .accent: Colour(0x8BE9FD, own: 6),
      .good: Colour(0x50FA7B, own: 2), .working: Colour(0xBD93F9, own: 5), .warning: Colour(0xFFB86C, own: 3),
      .bad: Colour(0xFF5555, own: 1),
    ], selection: (Colour(0x44475A, own: 8), Colour(0xF8F8F2, own: 15)))

  /// For dark and for light ground, as its colours were made.
  private static let solarized = ThemeLooks(
    name: "solarized",
    colours: [
      .text: Colour(0x839496, own: -1), .muted: Colour(0x6B7F87, own: 8), .accent: Colour(0x268BD2, own: 4),
      .good: Colour(0x859900, own: 2), .working: Colour(0x6C71C4, own: 5), .warning: Colour(0xB58900, own: 3),
      .bad: Colour(0xDC322F, own: 1),
    ], selection: (Colour(0x073642, own: 8), Colour(0xEEE8D5, own: 15)))

  /// For light ground.
  private static let paper = ThemeLooks(
    name: "paper",
    colours: [
      .text: Colour(0x303030, own: -1), .muted: Colour(0x767676, own: 8), .accent: Colour(0x005F87, own: 4),
      .good: Colour(0x3F7F1F, own: 2), .working: Colour(0x7A3E9D, own: 5), .warning: Colour(0x9A5B00, own: 3),
      .bad: Colour(0xB3261E, own: 1),
    ], selection: (Colour(0xD6E4EE, own: 7), Colour(0x1C1C1C, own: 0)))

  private static let mono = ThemeLooks(name: "mono", isMonochrome: true)
}

extension Theme {
  /// The themes the user may choose from.
  package static let all = ThemeLooks.all.map { Theme($0.name) }
}
