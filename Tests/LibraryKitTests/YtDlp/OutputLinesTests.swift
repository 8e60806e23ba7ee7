import Testing

@testable import LibraryKit

@Suite struct OutputLinesTests {
  /// The lines of `pieces`, the last one without its end included.
  private func lines(_ pieces: [String], longest: Int = 10) -> [String] {
    var cutter = OutputLines(longest: longest)
    var lines: [String] = []
    for piece in pieces { Array(piece.utf8).withUnsafeBytes { lines += cutter.append($0) } }
    if let rest = cutter.rest { lines.append(rest) }
    return lines
  }

  @Test(
    arguments: [
      (["a\nb\n"], ["a", "b"]), (["a\nb"], ["a", "b"]), (["a", "b", "\n", "c"], ["ab", "c"]), ([], []),
      (["\n\n"], []),
      (["a\r\nb\r\n"], ["a", "b"]), (["é".dropLast(0) + "\n"], ["é"]),
    ] as [([String], [String])])
  func `cuts wherever the pieces end`(pieces: [String], expected: [String]) {
    #expect(lines(pieces) == expected)
  }

  @Test func `a line beyond measure costs itself alone`() {
    let long = String(repeating: "x", count: 11)
    #expect(lines(["a\n\(long)\nb\n"]) == ["a", "b"])
    #expect(lines(["a\nxxxxxx", "xxxxxx", "xx\nb"]) == ["a", "b"])
    #expect(lines([long]) == [])
    var cutter = OutputLines(longest: 10)
    for piece in ["a\n", long, long, "\nb\n", long] {
      Array(piece.utf8).withUnsafeBytes { _ = cutter.append($0) }
    }
    #expect(cutter.omitted == 2)
    #expect(lines([String(repeating: "x", count: 10) + "\n"]) == ["xxxxxxxxxx"])
  }

  @Test func `half a character is no end of the world`() {
    var cutter = OutputLines(longest: 10)
    let lines = [0x61, 0xC3, 0x0A].map { UInt8($0) }.withUnsafeBytes { cutter.append($0) }
    #expect(lines == ["a\u{FFFD}"])
  }
}
