import Testing

@testable import MPDKit

@Suite struct LineBufferTests {
  static func lines(_ pieces: [[UInt8]]) -> [String] {
    var buffer = LineBuffer()
    var lines: [String] = []
    for piece in pieces {
      buffer.append(piece[...])
      while let line = buffer.next() { lines.append(String(decoding: line, as: UTF8.self)) }
    }
    return lines
  }

  @Test func linesAreTheSame_howeverTheyCome() {
    let text = Array("file: a\n\nTitle: “b”\nOK\n".utf8)
    for cut in 0...text.count {
      #expect(
        Self.lines([Array(text[..<cut]), Array(text[cut...])]) == ["file: a", "", "Title: “b”", "OK"])
    }
    #expect(Self.lines(text.map { [$0] }) == ["file: a", "", "Title: “b”", "OK"])
    #expect(Self.lines([Array("OK".utf8)]).isEmpty)
  }

  @Test(arguments: 0..<4) func longLine_losesItsEnd_butNoHalfCharacter(offset: Int) {
    let text = String(repeating: "a", count: offset) + String(repeating: "𝄞", count: 5000)
    let lines = Self.lines([Array("\(text)\nOK\n".utf8)])
    #expect(lines.count == 2 && lines[1] == "OK")
    #expect(text.hasPrefix(lines[0]))
    #expect((LineBuffer.maximumLength - 8...LineBuffer.maximumLength).contains(lines[0].utf8.count))
  }

  @Test func knowsWhenItIsEmpty() {
    var buffer = LineBuffer()
    #expect(buffer.isEmpty)
    buffer.append(Array("O".utf8)[...])
    #expect(!buffer.isEmpty)
    buffer.append(Array("K\n".utf8)[...])
    #expect(!buffer.isEmpty)
    #expect(buffer.next() == Array("OK".utf8))
    #expect(buffer.isEmpty)
  }
}
