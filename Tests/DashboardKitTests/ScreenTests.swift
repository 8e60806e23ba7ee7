import Testing

@testable import DashboardKit

@Suite("Text in cells")
struct ScreenTests {
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
    let wide = DisplayText.Glyph(text: "宇", width: 2)
    let narrow = DisplayText.Glyph(text: "x", width: 1)
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

  @Test("Text that does not fit ends in an ellipsis, without half a character before it")
  func truncation() {
    var canvas = Canvas(size: Size(columns: 6, rows: 1), text: Sample.text)
    canvas.write("宇多田ヒカル", column: 0, row: 0, columns: 6)
    #expect(canvas.buffer.text == "宇多…")
    canvas.clear(Rect(column: 0, row: 0, columns: 6, rows: 1))
    canvas.write("ab", column: 0, row: 0, columns: 6, align: .right)
    #expect(canvas.buffer.text == "    ab")
  }

  @Test("Numbers read as people read them")
  func format() {
    #expect(Format.bytes(3_100_000, of: 4_200_000) == "3.1/4.2 MB")
    #expect(Format.bytes(12_300_000, of: 46_000_000) == "12/46 MB")
    #expect(Format.bytes(500_000_000, of: 1_200_000_000) == "0.5/1.2 GB")
    #expect(Format.bytes(0, of: 4_200_000) == "0")
    #expect(Format.bytes(950, of: nil) == "950 B")
    #expect(
      [0, 999, 812_000, 1_400_000, 123_400_000].map(Format.shortRate) == ["0", "999", "812K", "1.4M", "123M"])
    #expect([0, 14, 102, 3723].map { Format.clock(.seconds($0)) } == ["0:00", "0:14", "1:42", "1:02:03"])
    #expect([14, 5999, 6000, 400_000].map { Format.age(.seconds($0)) } == ["0:14", "99:59", "1h40", "4d"])
    #expect(
      [1.64, 2, 20, 900, 7200].map { Format.span(.seconds($0)) } == [
        "1.6 s", "2 s", "20 s", "15 min", "2.0 h",
      ])
    #expect(Format.tenths(.infinity) == "?")
  }

  @Test("Local time may be ahead of UTC or behind it")
  func localClock() {
    #expect(LocalClock.utc.time(Sample.now) == "13:02:41")
    #expect(LocalClock { _ in 12 * 3600 }.time(Sample.now) == "01:02:41")
    #expect(LocalClock { _ in -14 * 3600 }.minutes(Sample.now) == "23:02")
  }
}
