import Testing

@testable import TrackKit

struct TerminalTextTests {
  @Test(arguments: [
    ("plain", "plain"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("a\nb\tc", "a b c"),
    ("\u{202E}evil\u{2066}", "evil"),
    ("宇多田 👍🏽", "宇多田 👍🏽"), ("\u{9B}31m", "\u{FFFD}31m"),
  ])
  func `strangers' text can't act on a terminal`(text: String, cleaned: String) {
    #expect(TerminalText.clean(text) == cleaned)
  }

  @Test(arguments: [
    ("a\u{1B}b", "a b"), ("  a\u{85}\u{2028}b ", "a b"), ("\u{7}", nil), ("", nil),
    ("e\u{301}\u{202E}", "e\u{301}\u{202E}"),
  ])
  func `names are kept on one line`(text: String, cleaned: String?) {
    #expect(MetadataText.clean(text) == cleaned)
  }

  @Test(arguments: [
    ("a bb ccc", 4, ["a bb", "ccc"]), ("a bb ccc", 80, ["a bb ccc"]), ("", 4, [""]),
    ("see /a/long/path now", 5, ["see", "/a/long/path", "now"]),
  ])
  func `a line is broken between words alone`(text: String, width: Int, lines: [String]) {
    #expect(TerminalText.wrap(text, to: width) == lines)
  }

  @Test func `every character has the class that Unicode gives it`() {
    for value in 0...0x2FFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      let category = scalar.properties.generalCategory
      let isBreakOrControl = [.control, .lineSeparator, .paragraphSeparator].contains(category)
      #expect([.blank, .control].contains(scalar.textClass) == isBreakOrControl, "\(value)")
    }
    for scalar in "\u{200E}\u{200F}\u{061C}\u{202A}\u{202E}\u{2066}\u{2069}".unicodeScalars {
      #expect(scalar.textClass == .direction)
    }
  }
}
