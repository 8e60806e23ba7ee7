import CNcurses
import DashboardKit

/// Colours for the roles of ``Style``, as far as the terminal has them.
struct Palette {
  /// What ncurses wants for a cell.
  struct Look: Equatable {
    var attributes: UInt32
    var pair: Int32
  }

  private enum Depth { case none, few, many }

  private let depth: Depth

  /// Starts colours, unless the person wants none; ncurses must be up.
  init(isColourWanted: Bool) {
    let colours = isColourWanted ? cncurses_start_color() : 0
    let pairs = Int32(1 + 2 * Style.Role.allCases.count)
    guard colours >= 8, cncurses_pair_limit() >= pairs else {
      depth = .none
      return
    }
    depth = colours >= 256 ? .many : .few
    for role in Style.Role.allCases {
      init_pair(Int16(Self.pair(role, isSelected: false)), Self.foreground(role, depth), -1)
      if depth == .many {
        // On its own dark ground, plain text must be light whatever the terminal's background is.
        let light = role == .text ? 255 : role == .muted ? 250 : Self.foreground(role, depth)
        init_pair(Int16(Self.pair(role, isSelected: true)), light, 237)
      }
    }
  }

  /// How a cell of `style` looks.
  func look(of style: Style) -> Look {
    var attributes: UInt32 = 0
    if style.attributes.contains(.bold) { attributes |= cncurses_bold() }
    if style.attributes.contains(.underline) { attributes |= cncurses_underline() }
    if style.attributes.contains(.reverse) { attributes |= cncurses_reverse() }
    let isSelected = style.attributes.contains(.selected)
    switch depth {
    case .many:
      return Look(attributes: attributes, pair: Self.pair(style.role, isSelected: isSelected))
    case .few:
      if isSelected { attributes ^= cncurses_reverse() }
      return Look(attributes: attributes, pair: Self.pair(style.role, isSelected: false))
    case .none:
      // What colour would say is said by weight: bold for what needs attention, dim for what does not.
      switch style.role {
      case .accent, .warning, .bad: attributes |= cncurses_bold()
      case .muted: attributes |= cncurses_dim()
      case .text, .good, .working: break
      }
      if isSelected { attributes ^= cncurses_reverse() }
      return Look(attributes: attributes, pair: 0)
    }
  }

  private static func pair(_ role: Style.Role, isSelected: Bool) -> Int32 {
    Int32(1 + role.rawValue + (isSelected ? Style.Role.allCases.count : 0))
  }

  /// Middle tones, legible on black and on white.
  private static func foreground(_ role: Style.Role, _ depth: Depth) -> Int16 {
    switch (role, depth) {
    case (.text, _): -1
    case (.muted, .many): 245
    case (.accent, .many): 38
    case (.good, .many): 71
    case (.working, .many): 141
    case (.warning, .many): 172
    case (.bad, .many): 167
    case (.muted, _): -1
    case (.accent, _): 6
    case (.good, _): 2
    case (.working, _): 5
    case (.warning, _): 3
    case (.bad, _): 1
    }
  }
}
