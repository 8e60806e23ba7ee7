/// What fills one or two cells: a character with the accents that belong to it.
///
/// It has no memory of its own: a screen has ten thousand of them, which are made, compared and thrown away for each
/// picture.
struct Glyph: Sendable, Equatable {
  /// ncurses keeps one character and four accents a cell.
  static let accentLimit = 4
  static let blank = Glyph(" ", width: 1)
  /// The second half of a wide character.
  static let half = Glyph()

  /// The character and its accents; zeros behind them.
  private(set) var scalars: InlineArray<5, UInt32>
  private let cells: UInt8

  /// 1 or 2 cells; 0 in the second half of a wide character.
  var width: Int { Int(cells) }

  private init() {
    scalars = InlineArray(repeating: 0)
    cells = 0
  }

  /// A character that takes one cell, or two.
  init(_ scalar: Unicode.Scalar, width: Int) {
    scalars = InlineArray(repeating: 0)
    scalars[0] = scalar.value
    cells = width == 2 ? 2 : 1
  }

  /// The character without its accents; a blank in the second half of a wide one.
  var base: Unicode.Scalar { Unicode.Scalar(scalars[0]).flatMap { $0.value == 0 ? nil : $0 } ?? " " }

  /// The same accents on another character of the same width.
  func replacingBase(by scalar: Unicode.Scalar) -> Glyph {
    var other = self
    other.scalars[0] = scalar.value
    return other
  }

  /// Puts an accent on it; the fifth is left out.
  mutating func append(accent: Unicode.Scalar) {
    guard let place = (1...Self.accentLimit).first(where: { scalars[$0] == 0 }) else { return }
    scalars[place] = accent.value
  }

  /// The character with its accents; empty in the second half of a wide one.
  var text: String {
    var text = String.UnicodeScalarView()
    for place in scalars.indices {
      guard scalars[place] != 0, let scalar = Unicode.Scalar(scalars[place]) else { break }
      text.append(scalar)
    }
    return String(text)
  }

  static func == (left: Glyph, right: Glyph) -> Bool {
    guard left.scalars[0] == right.scalars[0], left.cells == right.cells else { return false }
    for place in 1...accentLimit where left.scalars[place] != right.scalars[place] { return false }
    return true
  }
}
