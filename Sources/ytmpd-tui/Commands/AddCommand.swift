import ArgumentParser
import ConfigurationKit
import ProxyKit

/// `add`: registers tracks and playlists by asking yt-dlp.
struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Register tracks, or whole playlists.",
    discussion: """
      Takes video ids, URLs of videos, and URLs of playlists, albums, channels and mixes, and searches as \
      yt-dlp knows them (ytsearch10:WORDS). A playlist's tracks get their audio URLs when they are first played.
      """)

  @Argument(
    parsing: .allUnrecognized,
    help: .init("A video id, or the URL of a video or playlist.", valueName: "url-or-id"))
  var references: [String]

  @OptionGroup var common: CommonOptions

  mutating func validate() throws {
    guard try !ReferenceArguments.parse(references).isEmpty else {
      throw ValidationError("Name a video or a playlist.")
    }
  }

  mutating func run() throws {
    let configuration = try common.settings().configuration
    let store = try Library.write(configuration)
    let references = try ReferenceArguments.parse(references)
    let isComplete = try runBlocking {
      try await ResolveBatch.withYtDlp(configuration, store: store) { batch in
        let sync = PlaylistSync(configuration, store: store)
        return try await Addition(sync: sync, batch: batch, report: Self.say).add(references)
      }
    }
    if !isComplete { throw CommandFailure("") }
  }

  /// Says on standard error how far the work has come.
  private static func say(_ report: Addition.Report) {
    switch report {
    case .reading(let entries, let total):
      guard Console.isWatched else { return }
      Console.noteInPlace("reading the playlist: \(entries)\(total.map { "/\($0)" } ?? "")")
    case .registered(let outcome):
      Console.endNoteInPlace()
      for line in SyncLines.lines(outcome) { Console.note(line) }
    case .resolved(let done, let total, let id, let result):
      ProgressLines(total: total).done(done, id, result)
    case .problem(let sentence):
      Console.endNoteInPlace()
      Console.complain(sentence)
    }
  }
}
