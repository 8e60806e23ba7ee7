import Testing

@testable import ytmpd_tui

struct LineSplitterTests {
  private func append(_ text: String, to splitter: inout LineSplitter) -> Bool {
    Array(text.utf8).withUnsafeBytes { splitter.append($0) }
  }

  @Test(
    arguments: [
      ([], []), (["a"], []), (["a\n"], ["a"]), (["\n", "\n"], ["", ""]),
      (["a", "b\nc", "\n", "d"], ["ab", "c"]),
      (["a\r\nb\n\nc\n"], ["a\r", "b", "", "c"]),
    ] as [([String], [String])])
  func `lines come whole, however the pieces fall`(pieces: [String], lines: [String]) {
    var splitter = LineSplitter()
    for piece in pieces { #expect(append(piece, to: &splitter)) }
    #expect(splitter.take().map { String(decoding: $0, as: UTF8.self) } == lines)
    #expect(splitter.take().isEmpty)
  }

  @Test func `a line has a length that it may have`() {
    var splitter = LineSplitter()
    let longest = String(repeating: "x", count: LineSplitter.longest)
    #expect(append(longest, to: &splitter) && append("\n", to: &splitter))
    #expect(append(longest, to: &splitter) && !append("x\n", to: &splitter))
    #expect(!append("a\n", to: &splitter))
    #expect(splitter.isOverlong && splitter.take().count == 1)
  }
}
