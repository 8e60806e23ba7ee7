import Testing

@testable import TrackKit

@Suite struct PercentEncodingTests {
  @Test(
    arguments: [
      ("", ""), ("abc", "abc"), ("a%20b", "a b"), ("%41%5a%7e", "AZ~"), ("%E5%A4%9C", "夜"), ("%2541", "%41"),
      ("夜", "夜"), ("+", "+"), ("%", nil), ("%4", nil), ("%4g", nil), ("%+1", nil), ("% 1", nil), ("%ff", nil),
      ("%c0%af", nil),
    ] as [(String, String?)])
  func decodes(text: String, decoded: String?) {
    #expect(PercentEncoding.decoded(text) == decoded)
  }

  @Test(
    arguments: [
      ("", ""), ("aZ9", "aZ9"), ("a b", "a%20b"), ("夜", "%E5%A4%9C"), ("a-b/c", "a-b%2Fc"),
      ("\u{1}\r\n\"", "%01%0D%0A%22"), ("100%", "100%25"),
    ])
  func encodes(text: String, encoded: String) {
    #expect(PercentEncoding.encoded(text, keeping: "-") == encoded)
    #expect(PercentEncoding.decoded(encoded) == text)
  }
}
