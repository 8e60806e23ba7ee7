import ConfigurationKit
import FoundationEssentials
import Testing

/// What single settings take.
struct SettingValueTests {
  @Test func `a playlist may have any name`() throws {
    let configuration = try load("playlists:\n  - {name: AC/DC, url: u}\n  - {name: \"a\\nb\", url: v}")
      .configuration
    #expect(configuration.playlists.map(\.name) == ["AC/DC", "a\nb"])
  }

  @Test(
    arguments: [
      ("0", 0), ("4096", 4096), ("512 KiB", 512 << 10), ("10MiB", 10 << 20), ("2 gib", 2 << 30),
    ])
  func `a size has a unit`(_ text: String, _ bytes: Int64) throws {
    #expect(try load("log_size: \(text)").configuration.logSize == bytes)
  }

  @Test(arguments: ["opus", "aac", "best", "ba[language=de][ext=m4a]/ba"])
  func `audio may be chosen by a word or a selector`(_ text: String) throws {
    #expect(try load("audio_format: \"\(text)\"").configuration.audioFormat == text)
    #expect(throws: ConfigurationError.self) { _ = try load("audio_format: -x") }
  }

  @Test(arguments: ["-1", "10 MB", "1.5 MiB", "MiB", "99999999 TiB", "[]"])
  func `what is no size is refused`(_ text: String) {
    #expect(throws: ConfigurationError.self) { _ = try load("log_size: \(text)") }
  }
}
