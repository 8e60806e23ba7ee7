import ArgumentParser
import LibraryKit
import ProxyKit
import TrackKit

/// `keep`: downloads playlists and tracks for good.
struct KeepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keep", abstract: "Download playlists or tracks for good, to play them without a network.",
    discussion: """
      Without a name it goes on with all that is kept and not here yet. Tracks that a sync brings into a kept playlist are \
      kept, too. A running instance downloads in the background; ^C ends the waiting, and the marks stay.
      """)

  @Argument(
    parsing: .allUnrecognized,
    help: .init("A playlist, with or without playlist_prefix, or a video id.", valueName: "name-or-id"))
  var names: [String] = []

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let names = KeptNames.words(names)
    guard let cache = settings.audioCache else {
      throw CommandFailure(
        "cache_size is 0, which turns the cache of audio off; set it, to 1 GiB for example", status: .usage)
    }
    let outcome = try CommandLibrary.work(settings) { library -> KeepOutcome? in
      let ids =
        names.isEmpty
        ? try await library.keptTracks().filter { !$0.isComplete }.map(\.id)
        : try await library.keep(library.keepTargets(names))
      if ids.isEmpty { return nil }
      return try await KeptWaiting(library: library, settings: settings, directory: cache.directory).run(ids)
    }
    guard let outcome else {
      return Console.note(
        names.isEmpty ? "all that is kept is here" : "kept; it has no tracks at the moment")
    }
    if !outcome.complete.isEmpty {
      let verb = outcome.complete.count == 1 ? "is" : "are"
      Console.note(
        "\(Wording.count(outcome.complete.count, "track")) \(verb) here for good, \(Wording.bytes(outcome.bytes))"
      )
    }
    if !outcome.isComplete {
      throw CommandFailure(
        "\(Wording.count(outcome.missing.count, "track")) could not be downloaded; `ytmpd-tui keep` tries again"
      )
    }
  }
}

/// `unkeep`: takes back what `keep` was told.
struct UnkeepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unkeep", abstract: "Let go of playlists or tracks that are kept.",
    discussion: "What was downloaded stays as long as there is room for it (cache_size).")

  @Argument(
    parsing: .allUnrecognized,
    help: .init("A playlist, with or without playlist_prefix, or a video id.", valueName: "name-or-id"))
  var names: [String]

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard !KeptNames.words(names).isEmpty else { throw ValidationError("Name a playlist or a track.") }
  }

  mutating func run() throws {
    let names = KeptNames.words(names)
    let remnants = try CommandLibrary.work(try common.settings()) { library in
      try await library.unkeep(library.keepTargets(names))
    }
    for remnant in remnants { Console.complain(remnant.sentence) }
    if remnants.contains(where: \.isStillKept) { throw CommandFailure("") }
  }
}

/// The names on a command line of `keep`, which may begin with a dash.
private enum KeptNames {
  /// `words` without the terminator of options, which the parser leaves among them.
  static func words(_ words: [String]) -> [String] { words.filter { $0 != "--" } }
}
