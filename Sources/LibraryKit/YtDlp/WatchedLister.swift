import TrackKit

/// Lists as another lister does, counts the runs, and tells when YouTube refuses: a bot check met by a listing pauses the
/// resolves, too.
struct WatchedLister: MediaListing {
  /// Who lists.
  let lister: any MediaListing
  /// Told of every run, and of every failure.
  let resolver: StreamResolver

  func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    resolver.noteRun()
    do throws(URLRefreshError) {
      let list = try await lister.list(url, limit: limit, onProgress: onProgress)
      if let problem = list.problem { resolver.note(problem) }
      return list
    } catch {
      resolver.note(error)
      throw error
    }
  }
}
