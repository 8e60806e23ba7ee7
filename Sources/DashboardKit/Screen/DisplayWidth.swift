/// How many cells a character takes. The screen must be laid out with the measure the terminal library uses,
/// so the edge hands in its `wcwidth`; tests use ``builtIn``.
public struct DisplayWidth: Sendable {
  private let measure: @Sendable (Unicode.Scalar) -> Int

  /// Uses `measure`: 0, 1 or 2 cells, -1 for what cannot be shown.
  public init(_ measure: @escaping @Sendable (Unicode.Scalar) -> Int) {
    self.measure = measure
  }

  /// The cells of `scalar`, -1 for what cannot be shown.
  public func cells(of scalar: Unicode.Scalar) -> Int {
    // ASCII is most of what is ever measured.
    (0x20..<0x7f).contains(scalar.value) ? 1 : measure(scalar)
  }

  /// A measure from the Unicode tables of the standard library, the same on every machine.
  public static let builtIn = DisplayWidth { scalar in
    let value = scalar.value
    if value < 0x20 || (0x7f..<0xa0).contains(value) { return -1 }
    if value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    case .unassigned, .surrogate: return -1
    default: break
    }
    if (0x1160...0x11ff).contains(value) { return 0 }
    if (0x1f1e6...0x1f1ff).contains(value) { return 1 }
    if wideRanges.contains(where: { $0.contains(value) }) { return 2 }
    return scalar.properties.isEmojiPresentation ? 2 : 1
  }

  /// The blocks whose characters are all wide (UAX #11).
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115f, 0x2329...0x232a, 0x2e80...0x303e, 0x3041...0xa4cf, 0xa960...0xa97f, 0xac00...0xd7a3,
    0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1b000...0x1b2ff, 0x1f200...0x1f2ff,
    0x20000...0x3fffd,
  ]
}
