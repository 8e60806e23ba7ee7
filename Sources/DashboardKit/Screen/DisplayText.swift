import TrackKit

/// Turns any text, hostile ones included, into glyphs that stay in their cells.
///
/// Titles come from strangers: line breaks and escape sequences, direction overrides, endless stacks of accents
/// and characters the terminal cannot measure must never break the grid or reach the terminal as commands.
public struct DisplayText: Sendable {
  /// What the terminal can show.
  public enum Repertoire: Sendable {
    /// All of Unicode.
    case unicode
    /// All of Unicode in titles, but only the symbols that the fonts of consoles have.
    case console
    /// ASCII only; accents are taken off, the rest becomes `?`.
    case ascii
  }

  /// A character as it is seen, and where it stands in the text.
  public struct Placed: Sendable, Equatable {
    /// Where it stands in the text.
    public var place: Int
    /// What is seen.
    public var scalar: Unicode.Scalar

    /// The character that is seen for the one at a place.
    public init(place: Int, scalar: Unicode.Scalar) {
      self.place = place
      self.scalar = scalar
    }
  }

  /// More than any screen is wide; the rest of a longer text is not even looked at.
  static let scalarLimit = 4096

  let width: DisplayWidth
  let repertoire: Repertoire
  private let order: (@Sendable ([Unicode.Scalar]) -> [Placed]?)?

  /// A text measure for one terminal.
  ///
  /// - Parameters:
  ///   - width: how many cells characters take.
  ///   - repertoire: what can be shown.
  ///   - order: for text that has parts written from right to left, its characters as they are seen from the left; `nil`
  ///     for text that can't be turned. Not needed where the terminal turns text itself.
  public init(
    width: DisplayWidth, repertoire: Repertoire, order: (@Sendable ([Unicode.Scalar]) -> [Placed]?)? = nil
  ) {
    self.width = width
    self.repertoire = repertoire
    self.order = order
  }

  /// `text` as it is shown, without what could do harm.
  public func sanitise(_ text: String) -> String {
    glyphs(of: text).map(\.text).joined()
  }

  /// The cells `text` takes.
  public func columns(of text: String) -> Int {
    let plain = text.utf8.withContiguousStorageIfAvailable { Self.isPlain($0) ? $0.count : nil }
    return (plain ?? nil) ?? glyphs(of: text).reduce(0) { $0 + $1.width }
  }

  /// Whether text is shown as it is, one cell a byte.
  static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.count <= scalarLimit && bytes.allSatisfy { (0x20..<0x7f).contains($0) }
  }

  /// The glyphs of `text`, in order.
  func glyphs(of text: String) -> [Glyph] {
    var glyphs: [Glyph] = []
    glyphs.reserveCapacity(min(text.utf8.count, Self.scalarLimit))
    for scalar in text.unicodeScalars.prefix(Self.scalarLimit) {
      switch Self.classify(scalar) {
      case .dropped: continue
      case .blank:
        glyphs.append(.blank)
        continue
      case .unsafe:
        glyphs.append(replacement)
        continue
      case .shown: break
      }
      if repertoire == .ascii, !scalar.isASCII {
        glyphs += Transliteration.ascii(scalar).unicodeScalars.map { Glyph($0, width: 1) }
        continue
      }
      if repertoire == .console, scalar == "…" {
        glyphs += [Glyph](repeating: Glyph(".", width: 1), count: 3)
        continue
      }
      switch width.cells(of: scalar) {
      case 0:
        // An accent with nothing to stand on is left out.
        if let last = glyphs.last, last.base != " " { glyphs[glyphs.count - 1].append(accent: scalar) }
      case let cells where cells > 0:
        // Terminals disagree on skin tones: some merge them into the emoji before, some give them cells.
        if (0x1f3fb...0x1f3ff).contains(scalar.value), glyphs.last?.width == 2 { continue }
        glyphs.append(Glyph(scalar, width: cells))
      default: glyphs.append(replacement)
      }
    }
    return glyphs
  }

  /// Puts what is written from right to left into the order in which it is seen.
  func visual(_ glyphs: [Glyph]) -> [Glyph] {
    guard let order, glyphs.contains(where: { Self.isRightToLeft($0.base) }),
      let seen = order(glyphs.map(\.base))
    else { return glyphs }
    return seen.filter { glyphs.indices.contains($0.place) }.map { placed in
      let glyph = glyphs[placed.place]
      // What is seen must fit the cells that were laid out.
      return width.cells(of: placed.scalar) == glyph.width ? glyph.replacingBase(by: placed.scalar) : glyph
    }
  }

  /// The blocks of Hebrew, Arabic and their kin.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }

  private var replacement: Glyph {
    let isShown = repertoire != .ascii && width.cells(of: "\u{fffd}") == 1
    return Glyph(isShown ? "\u{fffd}" : "?", width: 1)
  }

  private enum Kind { case shown, blank, dropped, unsafe }

  private static func classify(_ scalar: Unicode.Scalar) -> Kind {
    // Most text is ASCII.
    if (0x20..<0x7f).contains(scalar.value) { return .shown }
    switch scalar.textClass {
    case .blank, .control: return .blank
    // They would reorder the cells around them.
    case .direction: return .unsafe
    case .plain: break
    }
    switch scalar.value {
    // Soft hyphen, joiners, zero-width spaces, variation selectors and tags take no cell of their own, and
    // terminals differ in what they make of them.
    case 0xad, 0x200b...0x200d, 0x2060...0x2064, 0xfe00...0xfe0f, 0xfeff, 0xe0000...0xe0fff: return .dropped
    default: return .shown
    }
  }
}
