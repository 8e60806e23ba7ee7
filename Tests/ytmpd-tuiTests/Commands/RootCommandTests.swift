import ArgumentParser
import Testing

@testable import ytmpd_tui

/// What the words of a command line lead to, without running it.
private enum Parsed: Equatable {
  case command(String)
  case wrong
  case message
}

private func parse(_ line: String) -> Parsed {
  do {
    let command = try RootCommand.parseAsRoot(line.split(separator: " ").map(String.init))
    let name = type(of: command).configuration.commandName ?? ""
    // The parser's own command for help.
    return name == "help" ? .message : .command(name)
  } catch {
    return RootCommand.exitCode(for: error) == .success ? .message : .wrong
  }
}

struct CommandLineTests {
  @Test(arguments: [
    ("", "ytmpd-tui"), ("--config a.yaml", "ytmpd-tui"), ("serve", "serve"),
    ("serve --config a --log-level info", "serve"),
    ("demo --audio", "demo"), ("add dQw4w9WgXcQ https://youtu.be/dQw4w9WgXcQ", "add"),
    ("add -abcdefghij", "add"),
    ("add -- -abcdefghij", "add"), ("add https://music.youtube.com/playlist?list=LM", "add"),
    ("tracks", "tracks"),
    ("tracks --json first love", "tracks"), ("playlists --json", "playlists"), ("sync", "sync"),
    ("sync Liked", "sync"),
    ("refresh -abcdefghij dQw4w9WgXcQ", "refresh"), ("refresh --expired", "refresh"),
    ("refresh --all", "refresh"),
    ("push Liked --play --replace", "push"), ("push Liked --next --from 3", "push"),
    ("export Liked --format xspf", "export"), ("export Liked", "export"),
    ("keep", "keep"), ("keep Liked -abcdefghij", "keep"), ("keep -- -abcdefghij", "keep"),
    ("unkeep Liked", "unkeep"), ("cache", "show"), ("cache --json", "show"), ("cache clear", "clear"),
    ("cache clear -abcdefghij --json", "clear"), ("cache verify --json", "verify"),
    ("status --json", "status"),
    ("doctor --json", "doctor"), ("remote", "remote"), ("remote --list", "remote"),
    ("remote pause", "remote"),
    ("remote seek -10", "remote"), ("remote volume +5", "remote"), ("remote -- seek -1:30", "remote"),
  ])
  func `is understood`(line: String, command: String) {
    #expect(parse(line) == .command(command))
  }

  @Test(arguments: [
    "nonsense", "--nonsense", "serve extra", "add", "add short", "refresh", "refresh --all --expired",
    "refresh short",
    "refresh https://www.youtube.com/playlist?list=LM", "refresh dQw4w9WgXcQ --all", "push", "push a b",
    "push a --replace --next", "push a --from 0",
    "export", "unkeep", "unkeep --", "cache nonsense", "cache clear short", "cache verify dQw4w9WgXcQ",
    "remote filter", "remote pausee", "remote seek", "remote seek far", "remote volume 101", "remote pause 5",
    "export a --format pdf", "status --xml", "tracks --jsn", "serve --config",
  ])
  func `is refused`(line: String) {
    #expect(parse(line) == .wrong)
  }

  @Test(arguments: [
    "--help", "-h", "--version", "help", "help add", "add --help", "status --version", "serve -h",
  ])
  func `is answered with a message`(line: String) {
    #expect(parse(line) == .message)
  }

  @Test(
    arguments: [
      ("traks", "Unknown command: traks. Did you mean tracks?"),
      ("docter", "Unknown command: docter. Did you mean doctor?"),
      ("xyzzy", "Unknown command: xyzzy. `ytmpd-tui --help` lists them."), ("help", nil), ("tracks", nil),
      ("--jsn", nil), (nil, nil),
    ] as [(String?, String?)])
  func `a word that no command is called gets a suggestion`(word: String?, sentence: String?) {
    #expect(CommandRunner.problem(with: word) == sentence)
  }

  @Test(arguments: [
    ("pauze", "Unknown command: pauze. Did you mean pause?"),
    ("xyzzy", "Unknown command: xyzzy. `ytmpd-tui remote --list` has those there are."),
    ("filter", "filter needs the dashboard's screen; `ytmpd-tui remote --list` has what works without one."),
  ])
  func `a word that no command without a screen is called gets a reason`(word: String, sentence: String) {
    #expect(RemoteControlCommand.sentence(on: word) == sentence)
  }

  @Test(
    arguments: [
      (["traks"], 2), (["--version"], 0), (["--nonsense"], 2),
      (["status", "--config", "/nonexistent/x.yaml"], 2),
    ] as [([String], Int32)])
  func `ends with the status of its kind`(arguments: [String], status: Int32) {
    #expect(CommandRunner.run(arguments) == status)
  }
}
