/// A curve over several rows, filled below: dots of braille, two samples a cell; with ASCII one sample a cell.
struct AreaGraph {
  /// The values, oldest first.
  var samples: ArraySlice<Int64>
  /// The value at the upper edge.
  var most: Int64

  /// The rows from top to bottom, each `columns` characters long; the newest sample is at the right.
  func rows(_ rows: Int, columns: Int, isASCII: Bool) -> [String] {
    guard rows > 0, columns > 0 else { return [] }
    let width = isASCII ? columns : 2 * columns
    let values = Array(repeating: 0, count: max(0, width - samples.count)) + samples.suffix(width)
    let steps = isASCII ? 3 : 4
    let heights = values.map { height($0, of: rows * steps) }
    return (0..<rows).map { row in
      let floor = (rows - 1 - row) * steps
      return (0..<columns).map { column in
        isASCII
          ? Self.mark(heights[column] - floor)
          : Self.dots(heights[2 * column] - floor, heights[2 * column + 1] - floor)
      }.joined()
    }
  }

  /// A value above 0 is never invisible.
  private func height(_ value: Int64, of full: Int) -> Int {
    guard value > 0, most > 0 else { return 0 }
    return max(1, min(full, Int((Double(value) / Double(most) * Double(full)).rounded())))
  }

  private static func mark(_ height: Int) -> String {
    switch height {
    case ..<1: " "
    case 1: "."
    case 2: ":"
    default: "#"
    }
  }

  /// The braille cell whose two columns of dots are this high, from its foot (Unicode 16, chapter 21.1).
  private static func dots(_ left: Int, _ right: Int) -> String {
    let leftBits: [UInt32] = [0x40, 0x04, 0x02, 0x01]
    let rightBits: [UInt32] = [0x80, 0x20, 0x10, 0x08]
    var pattern: UInt32 = 0
    for step in 0..<4 {
      if left > step { pattern |= leftBits[step] }
      if right > step { pattern |= rightBits[step] }
    }
    guard pattern != 0, let scalar = Unicode.Scalar(0x2800 + pattern) else { return " " }
    return String(Character(scalar))
  }
}
