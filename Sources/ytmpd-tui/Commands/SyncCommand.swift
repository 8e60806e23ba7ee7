import ArgumentParser
import LibraryKit

/// `sync`: reads playlists again.
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Read the playlists again and rewrite their files.",
    discussion: """
      Reads the playlists of the configuration and those that were added by URL. What is no longer in a playlist \
      leaves it, but stays in the library. A playlist that can't be read to its end stays as it was. A running \
      instance syncs by itself, and on SIGHUP.
      """)

  @Argument(help: "The playlist, with or without playlist_prefix; all of them without it.")
  var name: String?

  @Flag(help: "Write a JSON array to standard output, an object for each playlist.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    if settings.urls == nil {
      Console.complain(
        "warning: proxy_port is 0, so that no playlist files are written; choose a port, or set proxy_public_url"
      )
    }
    let (name, isQuiet, console) = (name, json, Console.current)
    let outcomes = try CommandLibrary.work(settings) { library in
      let report: @Sendable (LibraryReport) -> Void = {
        ReportLines.say($0, isQuiet: isQuiet, on: console)
      }
      if let name { return try await library.syncPlaylist(name, report: report) }
      return try await library.syncAll(report: report)
    }
    if json { try Console.printJSON(outcomes.map(SyncListing.init)) }
    if outcomes.isEmpty {
      Console.note(
        "no playlist to read; `ytmpd-tui add URL` adds one, or `playlists` in the configuration")
    }
    if !outcomes.allSatisfy(\.isComplete) { throw CommandFailure("") }
  }
}
