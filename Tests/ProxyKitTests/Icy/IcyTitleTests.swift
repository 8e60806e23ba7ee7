import Testing

@testable import ProxyKit

@Suite struct IcyTitleTests {
  @Test(arguments: [
    ("Beyoncé - Déjà Vu", "Beyoncé - Déjà Vu"), ("宇多田ヒカル - First Love", "宇多田ヒカル - First Love"),
    ("Don't Stop 'til", "Don't Stop 'til"),
    ("He said \"no\"; then 'yes'", "He said \"no\"; then 'yes'"),
    ("Rock';Roll", "Rock’;Roll"), ("'';;", "'’;;"), ("';';';", "’;’;’;"),
    ("ends with '", "ends with '"),
    ("';StreamUrl='http://evil", "’;StreamUrl='http://evil"),
    ("a\r\nIcy-Evil: 1", "a  Icy-Evil: 1"),
    ("nul\u{0}tab\tdel\u{7F}nel\u{85}", "nul tab del nel "),
    ("line\u{2028}par\u{2029}", "line par "),
    ("🎵🇯🇵👩‍👩‍👧", "🎵🇯🇵👩‍👩‍👧"),
    // A combining mark makes one character of `;` and itself, but players compare bytes.
    ("x';\u{301}y", "x’;\u{301}y"), ("", ""),
    // Behind the opening quote a `;` would end the title for ffmpeg; this one looks and counts the same.
    (";x", "\u{37E}x"), (";';x", "\u{37E}’;x"), ("\";x", "\";x"),
  ])
  func playersReadTheCleanedTitle(name: String, title: String) throws {
    let block = IcyTitle.block(name)
    #expect(block.count == 1 + Int(block[0]) * 16)
    #expect(IcyParser.title(of: Array(block.dropFirst())) == title)
  }

  @Test(arguments: [
    String(repeating: "x", count: 5000), String(repeating: "é", count: 5000),
    String(repeating: "宇", count: 5000), String(repeating: "🎵", count: 5000),
    String(repeating: "👩‍👩‍👧", count: 5000), String(repeating: "';", count: 5000),
  ])
  func longTitleIsCutBetweenCharacters(name: String) throws {
    let block = IcyTitle.block(name)
    #expect(block.count <= 1 + IcyTitle.longestBlock)
    let title = try #require(IcyParser.title(of: Array(block.dropFirst())))
    #expect(IcyTitle.cleaned(name).hasPrefix(title))
    // Nothing that had room was left out: one more character would not have fitted.
    let widest = name.prefix(1).utf8.count + 2
    #expect(title.utf8.count > IcyTitle.longestBlock - 15 - widest)
  }

  @Test(arguments: 0...40) func blockIsPaddedToSixteen(length: Int) {
    let block = IcyTitle.block(String(repeating: "a", count: length))
    #expect(Int(block[0]) == (length + 15 + 15) / 16)
    #expect(block.count == 1 + Int(block[0]) * 16)
  }

  @Test(arguments: [
    ("A - B", "A - B"), ("  padded \n", "padded"), ("a\r\nset-cookie: x", "a  set-cookie: x"),
    (String(repeating: "y", count: 300), String(repeating: "y", count: 255)),
    (String(repeating: "é", count: 300), String(repeating: "é", count: 127)),
  ])
  func headerValue(name: String, value: String) {
    #expect(IcyTitle.headerValue(name) == value)
  }
}
