import CNcurses
import DashboardKit

/// Colours for the roles of ``Style``, as far as the terminal has them.
struct Palette {
  /// What ncurses wants for a cell.
  struct Look: Equatable {
    var attributes: UInt32
    var pair: Int32
  }

  private let depth: ColourDepth
  private var theme: Theme
  private var isLight = false
  private var looks: ThemeLooks

  /// Starts colours, unless the user wants none; ncurses must be up.
  init(theme: Theme, isColourWanted: Bool) {
    let colours = isColourWanted ? Int(cncurses_start_color()) : 0
    let pairs = Int32(1 + 2 * Style.Role.allCases.count)
    depth = cncurses_pair_limit() >= pairs ? ColourDepth(colours: colours) : .none
    self.theme = theme
    looks = ThemeLooks.of(theme)
    definePairs()
  }

  /// Takes other colours.
  ///
  /// - Returns: whether anything changes.
  mutating func use(_ theme: Theme, isLight: Bool) -> Bool {
    guard theme != self.theme || isLight != self.isLight else { return false }
    self.theme = theme
    self.isLight = isLight
    looks = ThemeLooks.of(theme, isLight: isLight)
    definePairs()
    return true
  }

  /// How a cell of `style` looks.
  func look(of style: Style) -> Look {
    var attributes: UInt32 = 0
    if style.attributes.contains(.bold) { attributes |= cncurses_bold() }
    if style.attributes.contains(.underline) { attributes |= cncurses_underline() }
    if style.attributes.contains(.reverse) { attributes |= cncurses_reverse() }
    let isSelected = style.attributes.contains(.selected)
    guard depth != .none, !looks.isMonochrome else {
      switch looks.weight(of: style.role) {
      case .strong: attributes |= cncurses_bold()
      case .faint: attributes |= cncurses_dim()
      case .plain: break
      }
      if isSelected { attributes ^= cncurses_reverse() }
      return Look(attributes: attributes, pair: 0)
    }
    if isSelected, !hasGround {
      // In reverse each colour would be a ground of its own, and bold a brighter one: the row is of one piece.
      let isBold = depth == .eight || depth == .sixteen
      attributes = (attributes & ~(isBold ? cncurses_bold() : 0)) ^ cncurses_reverse()
      return Look(attributes: attributes, pair: Self.pair(.text, isSelected: false))
    }
    return Look(attributes: attributes, pair: Self.pair(style.role, isSelected: isSelected && hasGround))
  }

  /// Whether the selected row has a ground of its own; it is shown in reverse otherwise.
  private var hasGround: Bool { looks.ground(depth) != nil }

  private func definePairs() {
    guard depth != .none else { return }
    for role in Style.Role.allCases {
      let colour = looks.colour(of: role, depth)
      _ = cncurses_define_pair(
        Self.pair(role, isSelected: false), colour, looks.background(depth))
      if let ground = looks.ground(depth) {
        let selected = looks.selectedColour(of: role, depth)
        _ = cncurses_define_pair(Self.pair(role, isSelected: true), selected, ground)
      }
    }
  }

  private static func pair(_ role: Style.Role, isSelected: Bool) -> Int32 {
    Int32(1 + role.rawValue + (isSelected ? Style.Role.allCases.count : 0))
  }
}
