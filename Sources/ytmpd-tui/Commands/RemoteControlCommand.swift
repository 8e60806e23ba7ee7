import ArgumentParser
import ConfigurationKit
import DashboardKit
import LibraryKit
import MPDKit
import TrackKit

/// `remote`: does what a key of the dashboard does.
struct RemoteControlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remote",
    abstract: "Do what a key of the dashboard does, as for the keys of a window manager.",
    discussion: """
      The running instance does it; without one, what is MPD's alone is done all the same. The commands have the names that they \
      have in the dashboard: `ytmpd-tui remote pause`, `ytmpd-tui remote seek +10`, `ytmpd-tui remote volume -5`. Without a \
      command: lists them with what they do.

      Commands: \(ScreenlessCommand.all.map(\.name).joined(separator: ", ")).
      """)

  @Argument(
    parsing: .allUnrecognized,
    help: .init("The command, and what it takes.", valueName: "command"),
    completion: .list(ScreenlessCommand.all.map(\.name)))
  var words: [String] = []

  @Flag(help: "List the commands.")
  var list = false

  @OptionGroup var common: CommonOptions

  var needsNobody: Bool { list || words.isEmpty }

  mutating func validate() throws { _ = try command() }

  mutating func run() throws {
    guard !list, let command = try command() else {
      for line in ScreenlessListing.lines { Console.print(line) }
      return
    }
    let settings = try common.settings()
    guard let owner = OwnerParts.current else {
      return try RemoteControlAlone(settings: settings).carryOut(command)
    }
    let screen = ConsoleScreen()
    try runBlocking {
      let effect = try await Self.effect(of: command.wish, settings, owner)
      await owner.carryOut(effect, screen)
    }
    if screen.hasFailed { throw CommandFailure("") }
  }

  /// The command that the words are; `nil` without any.
  ///
  /// - Throws: `ValidationError` for words that are none.
  private func command() throws -> ScreenlessCommand? {
    let words = words.filter { $0 != "--" }
    guard !words.isEmpty else { return nil }
    do throws(ScreenlessCommand.Problem) {
      return try ScreenlessCommand(words)
    } catch {
      switch error {
      case .argument(let sentence): throw ValidationError("\(sentence).")
      case .unknown(let name): throw ValidationError(Self.sentence(on: name))
      }
    }
  }

  /// What to say of a name that no command without a screen has.
  static func sentence(on name: String) -> String {
    let shown = TerminalText.clean(name)
    if Command(name: name) != nil {
      return "\(shown) needs the dashboard's screen; `ytmpd-tui remote --list` has what works without one."
    }
    let hint = Spelling.nearest(to: name, among: ScreenlessCommand.all.map(\.name)).map {
      "Did you mean \($0)?"
    }
    return "Unknown command: \(shown). \(hint ?? "`ytmpd-tui remote --list` has those there are.")"
  }

  private static func effect(
    of wish: ScreenlessCommand.Wish, _ settings: Settings, _ owner: OwnerParts
  ) async throws -> Effect {
    switch wish {
    case .player(let effect), .owner(let effect): return effect
    case .song(let wish):
      if wish == .keep, settings.audioCache == nil {
        throw CommandFailure("cache_size is 0, so nothing can be kept", status: .usage)
      }
      let song = try await PlayerCommand(settings).playingTrack()
      let isKept = try await owner.library.keptTracks().contains { $0.id == song }
      return wish.effect(on: song, isKept: isKept)
    }
  }
}

/// The commands of `remote` while no instance runs.
struct RemoteControlAlone {
  let settings: Settings

  /// Does what is MPD's alone.
  ///
  /// - Throws: `MPDError`; ``CommandFailure`` for what needs an instance.
  func carryOut(_ command: ScreenlessCommand) throws {
    guard case .player(let effect) = command.wish else {
      throw CommandFailure("\(command.name) needs a running ytmpd-tui; \(Self.otherwise(command.name))")
    }
    let address: MPDAddress
    do throws(MPDAddressError) { address = try settings.mpdAddress() } catch {
      throw CommandFailure(error.description, status: .usage)
    }
    let client = MPDClient(address: address)
    defer { client.close() }
    try runBlocking { try await client.carryOut(effect) }
  }

  /// What does the same without one.
  private static func otherwise(_ name: String) -> String {
    let words =
      switch name {
      case "refresh-expired": "refresh --expired"
      case "refresh-all": "refresh --all"
      case "refresh": "refresh ID"
      case "sync-all": "sync"
      case "radio": "radio --queue"
      case "keep": "keep ID"
      // Nobody else remembers the queue as it was.
      default: ""
      }
    return words.isEmpty ? "`ytmpd-tui serve` starts it" : "`ytmpd-tui \(words)` works without one"
  }
}

/// The commands of `remote` as it lists them.
enum ScreenlessListing {
  /// A line for each: its name with what stands behind it, and what it does.
  static var lines: [String] {
    let names = ScreenlessCommand.all.map { [$0.name, $0.argument].compactMap { $0 }.joined(separator: " ") }
    let width = names.map(\.count).max() ?? 0
    return zip(names, ScreenlessCommand.all).map { name, entry in
      name + String(repeating: " ", count: width + 2 - name.count) + entry.summary
    }
  }
}
