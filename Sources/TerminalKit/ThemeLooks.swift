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
    Self.paintsGrounds(depth) ? background?.number(depth) ?? -1 : -1
  }

  /// The number of the selected row's ground, where it has one.
  func ground(_ depth: ColourDepth) -> Int32? {
    Self.paintsGrounds(depth) ? selection.map { $0.ground.number(depth) } : nil
  }

  /// A ground of few colours would hide text of the same.
  private static func paintsGrounds(_ depth: ColourDepth) -> Bool {
    switch depth {
    case .none, .eight, .sixteen: false
    case .palette, .direct: true
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
    let names = [theme.name, Theme.standard.name]
    for name in names {
      if isLight, let looks = forLight.first(where: { $0.name == name }) { return looks }
      if let looks = all.first(where: { $0.name == name }) { return looks }
    }
    return all[0]
  }

  /// Every theme, the standard one first.
  static let all =
    [onDark[0], terminal] + onDark[1...].map { $0 } + [
      onLight[0], ThemeLooks(name: "mono", isMonochrome: true),
    ]

  /// What themes look like on a light ground, where that differs.
  static let forLight = [onLight[1], onLight[2]]

  /// The terminal's own colours, as they are.
  private static let terminal = ThemeLooks(
    name: "terminal",
    colours: Dictionary(uniqueKeysWithValues: zip(coloured, own).map { ($0, Colour(own: $1)) }))

  /// The roles that have a colour in each theme, in the order of the tables below.
  private static let coloured: [Style.Role] = [.muted, .accent, .good, .working, .warning, .bad]
  /// What stands for them among the terminal's own sixteen.
  private static let own: [Int32] = [8, 6, 2, 5, 3, 1]

  /// For dark ground: behind everything, plain text; muted, accent, good, working, warning, bad; the selected row and
  /// text on it. The standard theme keeps the terminal's own ground and text; it is legible on white, too.
  private static let onDark: [ThemeLooks] = [
    looks(
      "standard", nil, nil, [0x8A8A8A, 0x00AFD7, 0x5FAF5F, 0xAF87FF, 0xD78700, 0xD75F5F], 0x3A3A3A, 0xEEEEEE),
    looks(
      "nord", 0x2E3440, 0xD8DEE9, [0x7B88A1, 0x88C0D0, 0xA3BE8C, 0xB99ABF, 0xEBCB8B, 0xD6808A], 0x434C5E,
      0xECEFF4),
    looks(
      "gruvbox", 0x282828, 0xEBDBB2, [0x928374, 0x83A598, 0xB8BB26, 0xD3869B, 0xFABD2F, 0xFB4934], 0x3C3836,
      0xFBF1C7),
    looks(
      "dracula", 0x282A36, 0xF8F8F2, [0x7C8AB8, 0x8BE9FD, 0x50FA7B, 0xBD93F9, 0xFFB86C, 0xFF6E6E], 0x44475A,
      0xF8F8F2),
    looks(
      "solarized", 0x002B36, 0x93A1A1, [0x6B7F87, 0x268BD2, 0x859900, 0x7A80D0, 0xB58900, 0xE65550], 0x073642,
      0xEEE8D5),
  ]

  /// The same for light ground: a theme of its own, and what the standard one and Solarized are there.
  private static let onLight: [ThemeLooks] = [
    looks(
      "paper", 0xF7F5F0, 0x303030, [0x767676, 0x005F87, 0x3F7F1F, 0x7A3E9D, 0x9A5B00, 0xB3261E], 0xD6E4EE,
      0x1C1C1C),
    looks(
      "standard", nil, nil, [0x6E6E6E, 0x00748F, 0x2E7D32, 0x6A3FB5, 0x9A5B00, 0xB3261E], 0xDDE6EE, 0x1C1C1C),
    looks(
      "solarized", 0xFDF6E3, 0x586E75, [0x72878E, 0x1F7BBA, 0x6C7C00, 0x6C71C4, 0x916D00, 0xDC322F], 0xEEE8D5,
      0x073642),
  ]

  /// A line of the tables.
  private static func looks(
    _ name: String, _ ground: UInt32?, _ text: UInt32?, _ colours: [UInt32], _ selection: UInt32,
    _ selectedText: UInt32
  ) -> ThemeLooks {
    // A light bar bears dark text, also on a terminal of sixteen colours.
    let isLight = selection > selectedText
    var looks = ThemeLooks(name: name, background: ground.map { Colour($0, own: -1) })
    for (role, (rgb, own)) in zip(coloured, zip(colours, own)) { looks.colours[role] = Colour(rgb, own: own) }
    looks.colours[.text] = text.map { Colour($0, own: -1) }
    looks.selection = (Colour(selection, own: isLight ? 7 : 8), Colour(selectedText, own: isLight ? 0 : 15))
    return looks
  }
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
}

extension Theme {
  /// The themes the user may choose from.
  package static let all = ThemeLooks.all.map { Theme($0.name) }
}
