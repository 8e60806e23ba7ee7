/// A colour, for terminals of every depth.
struct Colour: Sendable, Equatable {
  /// Red, green and blue, 8 bits each; `nil` for one of the terminal's own.
  var rgb: UInt32?
  /// The number among the terminal's own sixteen; -1 for its plain text.
  var own: Int32

  /// A colour of its own, and the terminal's that comes nearest in meaning.
  init(_ rgb: UInt32, own: Int32) {
    self.rgb = rgb
    self.own = own
  }

  /// One of the terminal's own.
  init(own: Int32) { self.own = own }

  /// The number that ncurses wants.
  func number(_ depth: ColourDepth) -> Int32 {
    switch depth {
    case .none: -1
    // The dark eighth of sixteen would be black on black.
    case .eight: own < 8 ? own : own == 8 ? -1 : own - 8
    case .sixteen: own
    case .palette: rgb.map(Self.nearest) ?? own
    // Numbers below 16 mean the terminal's own; the difference is not visible.
    case .direct: rgb.map { Int32(max($0, 16)) } ?? own
    }
  }

  /// The nearest of xterm's palette, without the first sixteen, which everybody sets to something else.
  static func nearest(_ rgb: UInt32) -> Int32 {
    let parts = [rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255].map { Int($0) }
    let levels = [0, 95, 135, 175, 215, 255]
    let cube = parts.map { part in
      levels.indices.min { abs(levels[$0] - part) < abs(levels[$1] - part) } ?? 0
    }
    let grey = min(23, max(0, (parts.reduce(0, +) / 3 - 3) / 10))
    func distance(_ other: [Int]) -> Int {
      zip(parts, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let isGrey = distance([Int](repeating: 8 + 10 * grey, count: 3)) < distance(cube.map { levels[$0] })
    return Int32(isGrey ? 232 + grey : 16 + 36 * cube[0] + 6 * cube[1] + cube[2])
  }
}
