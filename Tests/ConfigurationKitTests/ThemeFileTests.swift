import Testing

@testable import ConfigurationKit

/// Themes that people write down.
struct ThemeFileTests {
  @Test(
    arguments: [
      ("#88C0D0", 0x88C0D0), ("88c0d0", 0x88C0D0), ("#8cd", 0x88CCDD), ("#12", nil), ("blue", nil),
      ("#gggggg", nil),
      ("", nil),
    ] as [(String, UInt32?)])
  func `colours are written as on web pages`(text: String, colour: UInt32?) {
    #expect(ThemeFile.colour(text) == colour)
  }

  @Test func `a file has a colour for each purpose it names`() throws {
    let file = try ThemeFile(
      name: "Ocean", text: "accent: \"#88c0d0\"\nselected-text: fff\nbackground: '#000'\n",
      path: "/t/Ocean.yaml")
    #expect(file.name == "ocean")
    #expect(file.colours == ["accent": 0x88C0D0, "selected_text": 0xFFFFFF, "background": 0])
  }

  @Test(arguments: [
    ("acent: \"#fff\"", "unknown colour \"acent\" (did you mean accent?)"),
    ("bad: red", "bad must be a colour such as \"#88c0d0\", in quotes, not \"red\""),
    ("good: #fff", "good must be a colour such as \"#88c0d0\", in quotes, not an empty value"),
  ])
  func `what is wrong is told with its place`(text: String, sentence: String) {
    #expect { try ThemeFile(name: "x", text: text, path: "/t/x.yaml") } throws: { error in
      (error as? ConfigurationError)?.problems.map(\.sentence) == [sentence]
    }
  }

  @Test func `a folder has the themes that can be read, and says what is wrong with the others`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("bad: \"#f00\"", to: "b.yaml")
    _ = try folder.write("bad: \"#0f0\"", to: "a.yaml")
    _ = try folder.write("worse: 1", to: "c.yaml")
    _ = try folder.write("no theme", to: "notes.txt")
    let (themes, problems) = ThemeFile.all(in: folder.path)
    #expect(themes.map(\.name) == ["a", "b"] && problems.count == 1)
    #expect(ThemeFile.all(in: folder.path + "/none").themes.isEmpty)
  }
}
