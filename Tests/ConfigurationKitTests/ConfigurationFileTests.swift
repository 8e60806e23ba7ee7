import ConfigurationKit
import FoundationEssentials
import Testing

/// Where the file is, and what it may be.
struct ConfigurationFileTests {
  @Test func `relative paths start from the file's folder, or from where the command runs`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("log_file: logs/a.log\n", to: "deep/my.yaml")
    let loader = ConfigurationLoader(environment: [
      "HOME": "/home/me", "XDG_CONFIG_HOME": "/xdg/", "YTMPD_MPD_MUSIC_DIRECTORY": "music",
    ])
    let outcome = try loader.load(file: "deep/my.yaml", currentFolder: folder.path)
    #expect(outcome.file == file)
    #expect(outcome.configuration.logFile == folder.path + "/deep/logs/a.log")
    #expect(outcome.configuration.mpdMusicDirectory == folder.path + "/music")
    #expect(outcome.configuration.trackDatabase == "/xdg/ytmpd/track_mapping.db")
  }

  @Test func `a file that can't be read says why`() throws {
    let folder = try TemporaryFolder()
    let loader = ConfigurationLoader(environment: ["HOME": folder.path])
    let cases: [(String, String)] = [
      ("none.yaml", "no such file; without --config, "),
      (".", "this is a folder; the configuration is a YAML file"),
      (try folder.write(Data([0x61, 0x0A, 0xFF, 0xFE]), to: "binary"), "the file is not UTF-8 text"),
      (
        try folder.write(String(repeating: "#", count: 1 << 21), to: "huge"),
        "the file is larger than 256 KiB"
      ),
    ]
    for (file, beginning) in cases {
      let error = #expect(throws: ConfigurationError.self) {
        try loader.load(file: file, currentFolder: folder.path)
      }
      #expect(
        error?.problems.first?.sentence.hasPrefix(beginning) == true, "\(file): \(error?.description ?? "")")
    }
  }

  @Test func `brackets without end do not fill the stack`() {
    let found = problems(String(repeating: "[", count: 100_000))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("config.yaml:1:1: invalid YAML: Maximum nesting level") == true)
  }

  @Test func `aliases that multiply do not fill the memory`() throws {
    var yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...8 {
      yaml +=
        "a\(level): &a\(level) [" + [String](repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
        + "]\n"
    }
    let found = problems(yaml)
    #expect(found.count == 1)
    #expect(found.first?.contains("aliases") == true, "\(found)")
  }
}
