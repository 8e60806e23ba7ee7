import ConfigurationKit
import Testing

/// Keys and colours of the dashboard, with a vocabulary as the dashboard hands one in.
struct DashboardSettingsTests {
  private static let vocabulary = Vocabulary(
    themes: ["standard", "nord"], commands: ["refresh", "next-view", "quit"], keys: ["space", "page-up"]
  ) { ["r", "x", "?", "ctrl-r", "space", "f5"].contains($0.lowercased()) }

  private func load(
    _ yaml: String, environment: [String: String] = [:]
  ) throws -> Configuration {
    let folder = try TemporaryFolder()
    _ = try folder.write(yaml, to: ".config/ytmpd/config.yaml")
    let loader = ConfigurationLoader(
      environment: environment.merging(["HOME": folder.path]) { $1 }, vocabulary: Self.vocabulary)
    return try loader.load(currentFolder: "/").configuration
  }

  private func problem(_ yaml: String) -> String {
    do {
      _ = try load(yaml)
      return ""
    } catch let error as ConfigurationError {
      return error.problems.map { problem in
        guard case .file(_, let line, _) = problem.origin else { return problem.description }
        return "\(line ?? 0): \(problem.sentence)"
      }.joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }

  @Test func `are read in the order of the file`() throws {
    let configuration = try load(
      """
      theme: Nord
      keys:
        ctrl-r: refresh
        "?": Next_View
        x: none
        space:
      """)
    #expect(configuration.theme == "nord")
    #expect(
      configuration.keys == [
        .init(key: "ctrl-r", command: "refresh"), .init(key: "?", command: "next-view"),
        .init(key: "x", command: nil), .init(key: "space", command: nil),
      ])
  }

  @Test func `are left alone without a word`() throws {
    let configuration = try load("proxy_port: 1")
    #expect(configuration.theme == nil && configuration.keys == [])
  }

  @Test func `come from the environment too`() throws {
    let configuration = try load(
      "theme: standard", environment: ["YTMPD_THEME": "nord", "YTMPD_KEYS": "{f5: refresh}"])
    #expect(configuration.theme == "nord")
    #expect(configuration.keys == [.init(key: "f5", command: "refresh")])
  }

  @Test func `are refused with the place and the nearest name`() {
    #expect(
      problem("\ntheme: nrod") == #"2: theme must be standard or nord (did you mean nord?), not "nrod""#)
    let command = problem("keys:\n  r: refesh")
    #expect(command.hasPrefix("2: keys.r must be a command") && command.contains("did you mean refresh?"))
    let key = problem("keys:\n  r: quit\n  paeg-up: quit")
    #expect(key.hasPrefix("3: keys must be a mapping of keys") && key.contains("did you mean page-up?"))
    #expect(problem("keys: [r, quit]").hasPrefix("1: keys must be lines of `key: command`"))
    #expect(problem("keys:\n  r: [quit]").hasPrefix("2: keys.r must be the name of a command"))
  }

  @Test func `take a preset and programs`() throws {
    let configuration = try load(
      """
      keys_preset: ncmpcpp
      commands:
        f5: [mpv, "--title={title}", 3]
      """)
    #expect(configuration.keysPreset == .ncmpcpp)
    #expect(configuration.commands == [.init(key: "f5", words: ["mpv", "--title={title}", "3"])])
    #expect(problem("keys_preset: emacs").contains("standard, ncmpcpp, rmpc or vi"))
    #expect(problem("commands:\n  f5: mpv {url}").hasPrefix("2: commands.f5 must be a list of words"))
    #expect(problem("commands:\n  f5: []").hasPrefix("2: commands.f5 must be a list of words"))
    #expect(problem("commands:\n  f55: [mpv]").hasPrefix("2: commands must be a mapping of keys"))
  }

  @Test func `know the themes that are files`() throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("theme: ocean", to: ".config/ytmpd/config.yaml")
    _ = try folder.write("accent: \"#123456\"", to: ".config/ytmpd/themes/ocean.yaml")
    let loader = ConfigurationLoader(environment: ["HOME": folder.path], vocabulary: Self.vocabulary)
    #expect(try loader.load(currentFolder: "/").configuration.theme == "ocean")
  }
}
