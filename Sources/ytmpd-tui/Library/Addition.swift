import ConfigurationKit
import ProxyKit

/// The work of adding tracks and playlists to the library, for the command line and the dashboard alike.
struct Addition: Sendable {
  /// What happens on the way.
  enum Report: Sendable {
    /// So many entries of a playlist have been read, of how many if that is known.
    case reading(entries: Int, total: Int?)
    /// A playlist is in the library.
    case registered(name: String, tracks: Int, skipped: Int)
    /// A track was asked for.
    case resolved(done: Int, total: Int, VideoID, Result<Track, URLRefreshError>)
    /// Something did not succeed.
    case problem(String)
  }

  let configuration: Configuration
  let store: TrackStore
  let batch: ResolveBatch
  /// Told of everything, from any thread.
  let report: @Sendable (Report) -> Void

  /// Adds everything, the playlists first, since they are quicker.
  ///
  /// - Returns: whether all of it succeeded; what did not was reported.
  /// - Throws: `StoreError`, `CancellationError`.
  func add(_ references: [YouTubeReference]) async throws -> Bool {
    var isComplete = true
    var videos: [VideoID] = []
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
    let report = report
    let outcome = try await batch.run(ids, cause: "added by hand") { done, id, result in
      report(.resolved(done: done, total: ids.count, id, result))
    }
    if outcome.untried > 0 {
      report(.problem("\(Wording.count(outcome.untried, "track")) not tried after that"))
    }
    return outcome.isComplete
  }

  private func addPlaylist(_ url: String) async throws -> Bool {
    let report = report
    let list: YtDlpPlaylist
    do throws(URLRefreshError) {
      list = try await YtDlpResolver(options: YtDlpOptions(configuration)).list(url) { entries, total in
        report(.reading(entries: entries, total: total))
      }
    } catch {
      try Task.checkCancellation()
      report(.problem("\(url): \(error.sentence)"))
      return false
    }
    let configured = configuration.playlists.first { $0.url == url }?.name
    let name = configured ?? list.title ?? "Playlist"
    try await store.offPool { store throws(StoreError) in
      try store.savePlaylist(name: name, url: url, tracks: list.entries, skipped: list.skipped)
    }
    report(.registered(name: name, tracks: list.entries.count, skipped: list.skipped))
    guard let problem = list.problem else { return true }
    report(.problem("\(name) may be incomplete: \(problem.sentence)"))
    return false
  }
}
