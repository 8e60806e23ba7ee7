import ArgumentParser
import LibraryKit

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
    let references = try ReferenceArguments.parse(references)
    let console = Console.current
    let isComplete = try CommandLibrary.work(try common.settings()) { library in
      try await library.add(references) { ReportLines.say($0, on: console) }.isComplete
    }
    for list in self.references.compactMap(YouTubeReference.playlist) {
      Console.note("only the video was added; for the playlist around it: ytmpd-tui add '\(list)'")
    }
    if !isComplete { throw CommandFailure("") }
  }
}
