import ArgumentParser
import ConfigurationKit
import ProxyKit

/// `add`: registers tracks and playlists by asking yt-dlp.
struct AddCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Register tracks, or whole playlists.",
    discussion: """
      Takes video ids, URLs of videos, and URLs of playlists, albums and channels. A playlist's tracks get their \
      audio URLs when they are first played.
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
    let addition = Addition(configuration: configuration, store: store)
    let references = try ReferenceArguments.parse(references)
    guard try runBlocking({ try await addition.add(references) }) else { throw CommandFailure("") }
  }
}

/// The work of `add`.
struct Addition: Sendable {
  var configuration: Configuration
  var store: TrackStore

  /// Adds everything, the playlists first, since they are quicker.
  ///
  /// - Returns: whether all of it succeeded; what did not was said.
  /// - Throws: `StoreError`, `CancellationError`.
  func add(_ references: [YouTubeReference]) async throws -> Bool {
    var isComplete = true
    var videos = [VideoID]()
    for reference in references {
      switch reference {
      case .video(let id): videos.append(id)
      case .playlist(let url): isComplete = try await addPlaylist(url) && isComplete
      }
    }
    return try await addVideos(videos) && isComplete
  }

  private func addVideos(_ ids: [VideoID]) async throws -> Bool {
    guard !ids.isEmpty else { return true }
    let resolver = ResolveBatch.resolver(configuration, store: store)
    let progress = ProgressLines(total: ids.count)
    let outcome = try await ResolveBatch(resolver: resolver, concurrency: configuration.resolverConcurrency)
      .run(ids, cause: "added by hand") { progress.done($0, $1, $2) }
    if outcome.untried > 0 {
      Console.complain("\(Wording.count(outcome.untried, "track")) not tried after that")
    }
    return outcome.isComplete
  }

  private func addPlaylist(_ url: String) async throws -> Bool {
    let list: YtDlpPlaylist
    do throws(URLRefreshError) {
      list = try await YtDlpResolver(options: YtDlpOptions(configuration)).list(url) { entries, total in
        guard Console.isWatched else { return }
        Console.noteInPlace("reading the playlist: \(entries)\(total.map { "/\($0)" } ?? "")")
      }
      Console.endNoteInPlace()
    } catch {
      Console.endNoteInPlace()
      try Task.checkCancellation()
      Console.complain("\(url): \(error.sentence)")
      return false
    }
    let configured = configuration.playlists.first { $0.url == url }?.name
    let name = configured ?? list.title ?? "Playlist"
    try await store.offPool { store throws(StoreError) in
      try store.savePlaylist(name: name, url: url, tracks: list.entries, skipped: list.skipped)
    }
    let skipped = list.skipped > 0 ? ", \(list.skipped) private or deleted left out" : ""
    Console.note("\(TerminalText.clean(name)): \(Wording.count(list.entries.count, "track"))\(skipped)")
    guard let problem = list.problem else { return true }
    Console.complain("\(name) may be incomplete: \(problem.sentence)")
    return false
  }
}
