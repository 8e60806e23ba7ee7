import Testing

@testable import DashboardKit

@Suite("Text in cells")
struct DisplayTextTests {
  @Test(
    "What could break the grid is replaced or dropped",
    arguments: [
      ("plain", "plain"), ("a\nb\tc\u{1b}[2Jd", "a b c [2Jd"), ("\u{202e}evil", "\u{fffd}evil"),
      ("a\u{200f}b", "a\u{fffd}b"), ("👨\u{200d}👩", "👨👩"), ("❤\u{fe0f}", "❤"), ("👍\u{1f3fd}", "👍"),
      ("e\u{301}", "e\u{301}"), ("\u{301}x", "x"), (" \u{301}x", " x"),
      ("z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}", "z\u{300}\u{301}\u{302}\u{303}"),
      ("\u{378}", "\u{fffd}"),
      ("a\u{ad}b\u{feff}", "ab"), ("\u{9b}31m", " 31m"), ("\u{2028}", " "), ("\u{e0041}x", "x"),
    ])
  func sanitise(raw: String, shown: String) {
    #expect(Array(Sample.text.sanitise(raw).unicodeScalars) == Array(shown.unicodeScalars))
  }

  @Test(
    "Widths are counted in cells",
    arguments: [("abc", 3), ("宇多田", 6), ("é", 1), ("e\u{301}", 1), ("🔥", 2), ("한글", 4), ("ｶﾅ", 2), ("", 0)])
  func width(text: String, cells: Int) {
    #expect(Sample.text.columns(of: text) == cells)
  }

  @Test(
    "Without UTF-8 letters lose their accents and the rest becomes a question mark",
    arguments: [
      ("Beyoncé - Déjà Vu", "Beyonce - Deja Vu"), ("“Don’t” – x…", "\"Don't\" - x..."), ("宇多", "??"),
      ("Ærøskøbing", "AEroskobing"), ("e\u{301}", "e"), ("ＡＢ！", "AB!"), ("Łódź", "Lodz"),
    ])
  func ascii(text: String, shown: String) {
    let ascii = DisplayText(width: .builtIn, repertoire: .ascii)
    #expect(ascii.sanitise(text) == shown)
  }

  @Test("A title longer than any screen costs no more than a screen")
  func endless() {
    let text = String(repeating: "x", count: 1_000_000)
    #expect(Sample.text.columns(of: text) == DisplayText.scalarLimit)
  }

  @Test("A wide character at the edge is a blank, and one half never stands alone")
  func wideCells() {
    var buffer = CellBuffer(size: Size(columns: 4, rows: 1))
    let wide = Glyph("宇", width: 2)
    let narrow = Glyph("x", width: 1)
    buffer.set(wide, column: 3, row: 0, style: .plain)
    #expect(buffer.text == "")
    buffer.set(wide, column: 1, row: 0, style: .plain)
    #expect(buffer.text == " 宇")
    buffer.set(narrow, column: 2, row: 0, style: .plain)
    #expect(buffer.text == "  x")
    buffer.set(wide, column: 0, row: 0, style: .plain)
    buffer.set(wide, column: 1, row: 0, style: .plain)
    #expect(buffer.text == " 宇")
    buffer.set(narrow, column: 4, row: 0, style: .plain)
    buffer.set(narrow, column: 0, row: -1, style: .plain)
    #expect(buffer.row(0).map(\.width) == [1, 2, 0, 1])
  }

  @Test(
    "What differs between two rows is told with whole characters",
    arguments: [
      ("abcdef", "abcdef", 0..<0), ("abcdef", "abXdef", 2..<3), ("abcdef", "XbcdeX", 0..<6),
      ("a宇b", "a宇c", 3..<4), ("a宇b", "a多b", 1..<3), ("abcd", "a宇d", 1..<3), ("宇多", "x 多", 0..<2),
      ("e\u{301}a", "ea", 0..<1), ("宇cd", "a宇d", 0..<3),
    ])
  func difference(old: String, new: String, columns: Range<Int>) {
    func row(_ text: String) -> ArraySlice<Cell> {
      var canvas = Canvas(size: Size(columns: 6, rows: 1), text: Sample.text)
      canvas.write(text, column: 0, row: 0, columns: 6)
      return canvas.buffer.row(0)
    }
    #expect(CellBuffer.difference(between: row(old), and: row(new)) == columns)
  }

  @Test("A look alone is a difference, too")
  func lookDiffers() {
    var canvas = Canvas(size: Size(columns: 6, rows: 2), text: Sample.text)
    for row in 0...1 { canvas.write("abcdef", column: 0, row: row, columns: 6) }
    canvas.select(Rect(column: 1, row: 1, columns: 2, rows: 1))
    #expect(CellBuffer.difference(between: canvas.buffer.row(0), and: canvas.buffer.row(1)) == 1..<3)
  }

  @Test("Text that does not fit ends in an ellipsis, without half a character before it")
  func truncation() {
    var canvas = Canvas(size: Size(columns: 6, rows: 1), text: Sample.text)
    canvas.write("宇多田ヒカル", column: 0, row: 0, columns: 6)
    #expect(canvas.buffer.text == "宇多…")
    canvas.clear(Rect(column: 0, row: 0, columns: 6, rows: 1))
    canvas.write("ab", column: 0, row: 0, columns: 6, align: .right)
    #expect(canvas.buffer.text == "    ab")
  }
}
