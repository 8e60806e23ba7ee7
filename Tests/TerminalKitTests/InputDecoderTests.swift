import DashboardKit
import Testing

@testable import TerminalKit

/// What the bytes of a keyboard, a mouse and a paste mean.
struct InputDecoderTests {
  private static let table: [(String, [Key])] = [
    ("a", [.character("a")]), ("é宇🌟", [.character("é"), .character("宇"), .character("🌟")]),
    ("\r", [.enter]), ("\n", [.enter]), ("\t", [.tab]), ("\u{7F}", [.backspace]), ("\u{8}", [.backspace]),
    ("\u{1}", [.control("a")]), ("\u{0}", []), ("\u{1C}", []),
    ("\u{1B}[A", [.up]), ("\u{1B}OA", [.up]), ("\u{1B}[1;5C", [.right]), ("\u{1B}[D", [.left]),
    ("\u{1B}[H", [.home]), ("\u{1B}[1~", [.home]), ("\u{1B}[7~", [.home]), ("\u{1B}OF", [.end]),
    ("\u{1B}[5~", [.pageUp]), ("\u{1B}[6~", [.pageDown]), ("\u{1B}[3~", [.delete]), ("\u{1B}[2~", []),
    ("\u{1B}[Z", [.backTab]), ("\u{1B}OP", [.function(1)]), ("\u{1B}[15~", [.function(5)]),
    ("\u{1B}[24~", [.function(12)]), ("\u{1B}[[A", [.function(1)]), ("\u{1B}[[E", [.function(5)]),
    ("\u{1B}OM", [.enter]), ("\u{1B}[97;5u", [.control("a")]), ("\u{1B}[27u", [.escape]),
    // Escape and a letter are two keys.
    ("\u{1B}q", [.escape, .character("q")]), ("\u{1B}\u{1B}[B", [.escape, .down]),
    // What nobody asked for is swallowed whole.
    ("\u{1B}[I", []), ("\u{1B}[?62;22c", []),
    ("\u{1B}]11;rgb:00/00/00\u{7}q", [.ground(isLight: false), .character("q")]),
    ("\u{1B}P1$r0m\u{1B}\\q", [.character("q")]), ("\u{1B}[38;5;1mq", [.character("q")]),
    // The mouse, in both of its forms.
    ("\u{1B}[<0;5;7M", [.mouse(.init(.press, column: 4, row: 6))]),
    ("\u{1B}[<0;5;7m", [.mouse(.init(.release, column: 4, row: 6))]),
    ("\u{1B}[<2;300;1M", [.mouse(.init(.press, button: .right, column: 299, row: 0))]),
    ("\u{1B}[<20;5;7M", [.mouse(.init(.press, column: 4, row: 6))]),
    ("\u{1B}[<64;1;1M", [.mouse(.init(.wheelUp, button: .middle, column: 0, row: 0))]),
    ("\u{1B}[<65;1;1M", [.mouse(.init(.wheelDown, button: .middle, column: 0, row: 0))]),
    ("\u{1B}[<35;5;7M", []), ("\u{1B}[<0;5M", []), ("\u{1B}[<0;0;1M", []),
    ("\u{1B}[M !\"q", [.mouse(.init(.press, column: 0, row: 1)), .character("q")]),
    ("\u{1B}[M#!!", [.mouse(.init(.release, column: 0, row: 0))]),
    ("\u{1B}[M`!!", [.mouse(.init(.wheelUp, button: .middle, column: 0, row: 0))]),
    // Pastes come as one.
    ("\u{1B}[200~hello\u{1B}[201~x", [.paste("hello"), .character("x")]),
    ("\u{1B}[200~two\r\nlines\u{7}\u{1B}[31m!\u{1B}[201~", [.paste("two  lines[31m!")]),
    ("\u{1B}[200~\u{1B}[201~q", [.character("q")]),
    ("q\u{1B}[200~宇🌟\u{1B}[201~", [.character("q"), .paste("宇🌟")]),
  ]

  @Test(arguments: table) func `means the same wherever it is cut`(bytes: String, keys: [Key]) {
    let bytes = Array(bytes.utf8)
    for cut in 0...bytes.count {
      var decoder = InputDecoder()
      let found = decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...])
      #expect(found == keys, "cut at \(cut)")
      #expect(decoder.patience == nil, "cut at \(cut)")
    }
    var decoder = InputDecoder()
    #expect(bytes.flatMap { decoder.feed([$0]) } == keys)
  }

  @Test(arguments: [
    ("\u{1B}", [Key.escape]), ("\u{1B}[", []), ("\u{1B}[1;", []), ("\u{1B}O", []), ("\u{1B}]0;title", []),
    ("\u{1B}[<0;1", []), ("\u{1B}[200~lost", [.paste("lost")]), ("\u{1B}[200~", []),
  ]) func `waits for the rest of what has begun, then makes do`(bytes: String, keys: [Key]) {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array(bytes.utf8)) == [])
    #expect(decoder.patience != nil)
    #expect(decoder.flush() == keys)
    #expect(decoder.patience == nil)
    #expect(decoder.feed(Array("q".utf8)) == [.character("q")])
  }

  @Test func `waits for the rest of a letter`() {
    var decoder = InputDecoder()
    #expect(decoder.feed([0xE5, 0xAE]) == [])
    #expect(decoder.feed([0x87]) == [.character("宇")])
    #expect(decoder.feed([0xFF, 0xC3, 0x28, 0x80]) == [.character("(")])
  }

  @Test func `takes a URL that comes at once for a paste`() {
    var decoder = InputDecoder()
    let url = "https://music.youtube.com/watch?v=abcdefghijk"
    #expect(decoder.feed(Array((url + "\r").utf8)) == [.paste(url), .enter])
    #expect(decoder.feed(Array("https".utf8)) == "https".map(Key.character))
  }

  @Test func `bounds a paste`() {
    var decoder = InputDecoder()
    let text = String(repeating: "x", count: InputDecoder.pasteLimit + 1000)
    #expect(decoder.feed(Array("\u{1B}[200~\(text)".utf8)) == [])
    let keys = decoder.feed(Array("\u{1B}[201~q".utf8))
    #expect(keys == [.paste(String(text.prefix(InputDecoder.pasteLimit))), .character("q")])
  }

  @Test func `does not gather what never ends`() {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array("\u{1B}]".utf8) + [UInt8](repeating: 0x41, count: 10_000)) == [])
    #expect(decoder.patience == nil)
    #expect(decoder.feed(Array("q".utf8)) == [.character("q")])
  }

  @Test func `prefers the sequences of the terminal itself`() {
    let sequences = KeySequences([
      (Array("\u{1B}[11^".utf8), .function(11)), (Array("\u{1B}[A".utf8), .pageUp), ([0x08], .delete),
      (Array("x".utf8), .enter),
    ])
    var decoder = InputDecoder(sequences: sequences)
    #expect(decoder.feed(Array("\u{1B}[11^".utf8)) == [.function(11)])
    #expect(decoder.feed(Array("\u{1B}[11".utf8)) == [])
    #expect(
      decoder.feed(Array("^\u{1B}[A\u{8}x".utf8)) == [.function(11), .pageUp, .delete, .character("x")])
  }

  @Test(
    arguments: [
      ("\u{1B}]11;rgb:ffff/ffff/ffff\u{7}", [.ground(isLight: true)]),
      ("\u{1B}]11;rgb:1c1c/1c1c/2020\u{1B}\\", [.ground(isLight: false)]),
      ("\u{1B}]11;rgba:f/f/e/8\u{7}x", [.ground(isLight: true), .character("x")]),
      ("\u{1B}]11;rgb:zz/0/0\u{7}", []),
      ("\u{1B}]11;?\u{7}", []), ("\u{1B}]52;c;aGk=\u{7}", []),
    ] as [(String, [Key])])
  func `takes the terminal's answer about its ground`(answer: String, keys: [Key]) {
    var decoder = InputDecoder()
    #expect(decoder.feed(Array(answer.utf8)) == keys)
    // Wherever a slow line cuts it.
    for cut in 1..<answer.utf8.count {
      var decoder = InputDecoder()
      let bytes = Array(answer.utf8)
      #expect(decoder.feed(bytes[..<cut]) + decoder.feed(bytes[cut...]) == keys)
    }
  }
}
