/// Cuts a program's output into lines as it comes. A line beyond all measure is left out and counted, and costs no
/// other one.
struct OutputLines {
  /// The longest line in bytes.
  let longest: Int
  private var line: [UInt8] = []
  private var isTooLong = false
  /// How many lines were left out.
  private(set) var omitted = 0

  init(longest: Int) { self.longest = longest }

  /// Takes the next bytes.
  ///
  /// - Returns: the lines that have come to their end, without it.
  mutating func append(_ bytes: UnsafeRawBufferPointer) -> [String] {
    var lines: [String] = []
    for piece in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      // Before each piece but the first a line has ended.
      if piece.offset > 0 {
        if let line = rest { lines.append(line) }
        line.removeAll(keepingCapacity: true)
        isTooLong = false
      }
      if line.count + piece.element.count > longest {
        if !isTooLong { omitted += 1 }
        isTooLong = true
        line = []
      } else if !isTooLong {
        line += piece.element
      }
    }
    return lines
  }

  /// What has come of the last line; `nil` for nothing.
  var rest: String? {
    isTooLong || line.isEmpty
      ? nil : String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
  }
}
