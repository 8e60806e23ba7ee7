import TrackKit

/// Reports plays as another reporter does, counts the runs, and tells when YouTube refuses.
struct WatchedReporter: PlayReporting {
  /// Who reports.
  let reporter: any PlayReporting
  /// Told of every run, and of every failure.
  let resolver: StreamResolver

  func report(played id: VideoID) async throws(URLRefreshError) {
    resolver.noteRun()
    do throws(URLRefreshError) {
      try await reporter.report(played: id)
    } catch {
      resolver.note(error)
      throw error
    }
  }
}
