import Synchronization
import TrackKit

/// The work of adding tracks and playlists to the library, for the command line and the dashboard alike.
struct Addition: Sendable {
  let sync: PlaylistSync
  let batch: ResolveBatch
  /// Told of everything, from any thread.
  let report: @Sendable (LibraryReport) -> Void

  /// Adds everything, the playlists first, since they are quicker.
  ///
  /// - Returns: what of it did not succeed, which was reported.
  /// - Throws: `StoreError`, `CancellationError`.
  func add(_ references: [YouTubeReference]) async throws -> AdditionOutcome {
    var result = AdditionOutcome()
    var videos: [VideoID] = []
    for reference in references {
      switch reference {
      case .video(let id): videos.append(id)
      case .playlist(let url): try await addPlaylist(url, &result)
      }
    }
    try await addVideos(videos, &result)
    return result
  }

  private func addVideos(_ ids: [VideoID], _ result: inout AdditionOutcome) async throws {
    guard !ids.isEmpty else { return }
    let report = report
    let failures = Mutex<[VideoID: FailureClass]>([:])
    let outcome = try await batch.run(ids, cause: "added by hand") { step in
      if case .resolved(_, _, let id, .failure(let error)) = step {
        failures.withLock { $0[id] = error.failureClass }
      }
      report(step)
    }
    for (id, failure) in failures.withLock({ $0 }) { result.note(failure, of: .video(id)) }
    if outcome.untried > 0 {
      report(.problem("\(Wording.count(outcome.untried, "track")) not tried after that"))
    }
    if !outcome.isComplete { result.isComplete = false }
  }

  private func addPlaylist(_ url: String, _ result: inout AdditionOutcome) async throws {
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
    if !outcomes.allSatisfy(\.isComplete) { result.isComplete = false }
    // One that was read in part is in the library, and is read again as others are.
    for outcome in outcomes where outcome.tracks == 0 { result.note(outcome.failure, of: .playlist(url)) }
  }
}
