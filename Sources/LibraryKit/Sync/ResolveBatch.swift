import TrackKit

/// Resolves many tracks for a person who asked for it, a few at once, and tells of each.
struct ResolveBatch: Sendable {
  /// Who resolves.
  var resolver: any TrackResolving
  /// How many are under way at once.
  var concurrency: Int

  /// Resolves `ids`.
  ///
  /// - Parameters:
  ///   - cause: why, for events.
  ///   - report: told of each as it finishes.
  /// - Throws: `CancellationError` when the task is cancelled.
  func run(
    _ ids: [VideoID], cause: String,
    report: @escaping @Sendable (LibraryReport) -> Void
  ) async throws -> RefreshOutcome {
    var outcome = RefreshOutcome()
    var waiting = ids[...]
    // No local function may capture the group: the optimiser of Swift 6.3 miscompiles that.
    await withTaskGroup(of: Finished.self) { group in
      for _ in 0..<max(1, concurrency) {
        guard let id = waiting.popFirst() else { break }
        group.addTask { await resolve(id, cause: cause) }
      }
      while let finished = await group.next() {
        switch finished.result {
        case .success:
          outcome.succeeded += 1
        case .failure(let error):
          outcome.failed += 1
          if error.concernsAllTracks {
            // Nothing that follows could end otherwise.
            outcome.untried += waiting.count
            waiting = []
          }
        }
        if Task.isCancelled { break }
        report(
          .resolved(
            done: outcome.succeeded + outcome.failed, total: ids.count, finished.id, finished.result))
        if let id = waiting.popFirst() { group.addTask { await resolve(id, cause: cause) } }
      }
    }
    try Task.checkCancellation()
    return outcome
  }

  /// What became of one track.
  private struct Finished: Sendable {
    let id: VideoID
    let result: Result<Track, URLRefreshError>
  }

  private func resolve(_ id: VideoID, cause: String) async -> Finished {
    do throws(URLRefreshError) {
      let track = try await resolver.resolve(id, cause: cause, priority: .person, formatID: nil)
      return Finished(id: id, result: .success(track))
    } catch {
      return Finished(id: id, result: .failure(error))
    }
  }
}
