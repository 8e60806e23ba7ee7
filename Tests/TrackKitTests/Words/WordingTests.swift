import Testing

@testable import TrackKit

struct WordingTests {
  @Test(arguments: [
    (0, "0:00"), (14, "0:14"), (59, "0:59"), (102, "1:42"), (213, "3:33"), (3599, "59:59"), (3723, "1:02:03"),
    (-5, "0:00"),
  ])
  func `lengths are clocks`(seconds: Int, text: String) {
    #expect(Wording.clock(.seconds(seconds)) == text)
  }

  @Test(arguments: [
    (14, "0:14"), (5999, "99:59"), (6000, "1h40"), (400_000, "4d"), (-5, "0:00"),
  ])
  func `clocks have a form for five cells`(seconds: Int, text: String) {
    #expect(Wording.shortClock(.seconds(seconds)) == text)
    #expect(Wording.shortClock(.seconds(seconds)).count <= 5)
  }

  @Test(arguments: [
    (0, "0 s"), (0.24, "0.2 s"), (1.64, "1.6 s"), (2, "2 s"), (9.99, "9.9 s"), (20.9, "20 s"), (59.9, "59 s"),
    (60, "1 min"), (900, "15 min"), (3600, "1 h 00 min"), (7380, "2 h 03 min"), (90_000, "1 d 01 h"),
    (-1, "0 s"), (.nan, "very long"), (.infinity, "very long"),
  ])
  func `spans have two units at most`(seconds: Double, text: String) {
    #expect(Wording.span(seconds: seconds) == text)
    if seconds.isFinite { #expect(Wording.span(.seconds(seconds)) == text) }
  }

  @Test(arguments: [
    (0, "0 s"), (0.2, "1 s"), (59, "59 s"), (61, "1 min"), (3600, "1 h 00"), (11_400, "3 h 10"),
    (400_000, "4 d 15"), (86_399_999, "999 d 23"), (-1, "0 s"), (.nan, "long"),
  ])
  func `spans have a form for a narrow column`(seconds: Double, text: String) {
    #expect(Wording.shortSpan(seconds: seconds) == text)
  }

  @Test(arguments: [(0, "0.0s"), (1.6, "1.6s"), (59.96, "60.0s"), (-3, "0.0s"), (.infinity, "?")])
  func `countdowns keep their tenths`(seconds: Double, text: String) {
    #expect(Wording.countdown(seconds: seconds) == text)
  }

  @Test(arguments: [
    (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (99_999, "99.9 kB"), (812_000, "812 kB"),
    (999_999, "999 kB"), (1_000_000, "1.0 MB"), (3_140_000, "3.1 MB"), (2_500_000_000_000, "2.5 TB"),
    (.max, "9.2 EB"), (-1, "0 B"),
  ])
  func `bytes are counted in thousands`(count: Int64, text: String) {
    #expect(Wording.bytes(count) == text)
    #expect(Wording.rate(count) == text + "/s")
  }

  @Test(
    arguments: [
      (3_100_000, 4_200_000, "3.1/4.2 MB"), (4_199_999, 4_200_000, "4.1/4.2 MB"),
      (12_300_000, 46_000_000, "12/46 MB"), (500_000_000, 1_200_000_000, "0.5/1.2 GB"), (0, 4_200_000, "0"),
      (950, nil, "950 B"), (950, 0, "950 B"),
    ] as [(Int64, Int64?, String)])
  func `a part of a length fits ten cells`(sent: Int64, length: Int64?, text: String) {
    #expect(Wording.bytes(sent, of: length) == text)
    #expect(text.count <= 10)
  }

  @Test(arguments: [
    (-1, "0"), (0, "0"), (999, "999"), (812_000, "812K"), (1_400_000, "1.4M"), (123_400_000, "123M"),
    (999_999_999, "999M"), (2_000_000_000, "2.0G"),
  ])
  func `rates have a form for five cells`(rate: Int64, text: String) {
    #expect(Wording.shortRate(rate) == text)
    #expect(text.count <= 5)
  }

  @Test func `a track is its artist and its title`() {
    #expect(Wording.name(artist: "A", title: "T") == "A - T")
    #expect(Wording.name(artist: "", title: "T") == "T")
    #expect(Wording.name(artist: nil, title: "T") == "T")
  }

  @Test func `one of a kind is singular`() {
    #expect([0, 1, 2].map { Wording.count($0, "song") } == ["0 songs", "1 song", "2 songs"])
  }
}
