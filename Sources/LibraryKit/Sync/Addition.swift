import TrackKit

/// The work of adding tracks and playlists to the library, for the command line and the dashboard alike.
struct Addition: Sendable {
  let sync: PlaylistSync
  let batch: ResolveBatch
  /// Told of everything, from any thread.
  let report: @Sendable (LibraryReport) -> Void

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
    let outcome = try await batch.run(ids, cause: "added by hand", report: report)
    if outcome.untried > 0 {
      report(.problem("\(Wording.count(outcome.untried, "track")) not tried after that"))
    }
    return outcome.isComplete
  }

  private func addPlaylist(_ url: String) async throws -> Bool {
    let report = report
    let outcomes = try await sync.add(url) { step in
      switch step {
      case .reading, .problem: report(step)
      case .started, .finished, .removed, .resolved: break
      }
    }
    for outcome in outcomes {
      switch outcome.end {
      case .read, .busy: report(.finished(outcome))
      case .partial, .kept, .failed, .untried: report(.problem("\(outcome.name): \(outcome.sentence)"))
      }
      for notice in outcome.notices { report(.problem("\(outcome.name): \(notice)")) }
    }
    return outcomes.allSatisfy(\.isComplete)
  }
}
