import Testing

import TrackKit

struct WordingTests {
  @Test(arguments: [
    (0, "0:00"), (59, "0:59"), (213, "3:33"), (3599, "59:59"), (3723, "1:02:03"), (-5, "0:00"),
  ])
  func `lengths are clocks`(seconds: Int, text: String) {
    #expect(Wording.clock(.seconds(seconds)) == text)
  }

  @Test(arguments: [
    (0, "0 s"), (59.9, "59 s"), (60, "1 min"), (3600, "1 h 00 min"), (7380, "2 h 03 min"),
    (90_000, "1 d 01 h"),
    (-1, "0 s"), (.nan, "very long"), (.infinity, "very long"),
  ])
  func `spans have two units at most`(seconds: Double, text: String) {
    #expect(Wording.span(seconds: seconds) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (999_999, "999.9 kB"), (1_000_000, "1.0 MB"),
    (3_140_000, "3.1 MB"),
    (.max, "9.2 EB"), (-1, "0 B"),
  ])
  func `bytes are counted in thousands`(count: Int64, text: String) {
    #expect(Wording.bytes(count) == text)
  }

  @Test(arguments: [
    ("plain", "plain"), ("a\u{1B}[2Jb", "a\u{FFFD}[2Jb"), ("a\nb\tc", "a b c"),
    ("\u{202E}evil\u{2066}", "evil"),
    ("宇多田 👍🏽", "宇多田 👍🏽"), ("\u{9B}31m", "\u{FFFD}31m"),
  ])
  func `strangers' text can't act on a terminal`(text: String, cleaned: String) {
    #expect(TerminalText.clean(text) == cleaned)
  }
}
