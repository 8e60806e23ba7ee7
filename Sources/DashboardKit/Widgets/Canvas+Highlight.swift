extension Canvas {
  /// Marks what `words`, which are folded, match in the rows of `area`.
  mutating func highlight(_ words: [[UInt8]], in area: Rect) {
    guard !words.isEmpty else { return }
    for row in area.row..<area.row + area.rows where (0..<buffer.size.rows).contains(row) {
      var bytes: [UInt8] = []
      var columns: [Int] = []
      let end = min(area.column + area.columns, buffer.size.columns)
      for column in max(0, area.column)..<max(0, end) {
        let cell = buffer[column, row]
        guard cell.width > 0 else { continue }
        Folding.append(cell.text, to: &bytes)
        columns += Array(repeating: column, count: bytes.count - columns.count)
      }
      for word in words where !word.isEmpty { highlight(word, in: bytes, columns: columns, row: row) }
    }
  }

  private mutating func highlight(_ word: [UInt8], in bytes: [UInt8], columns: [Int], row: Int) {
    var start = 0
    while let place = bytes.withUnsafeBufferPointer({ ByteSearch.place(of: word, in: $0, from: start) }) {
      let (first, last) = (columns[place], columns[place + word.count - 1])
      emphasise(Rect(column: first, row: row, columns: last - first + 1, rows: 1))
      start = place + word.count
    }
  }
}
