import TrackKit

/// Lists as another lister does, and tells when YouTube refuses: a bot check met by a listing pauses the resolves, too.
struct WatchedLister: MediaListing {
  /// Who lists.
  let lister: any MediaListing
  /// Told of every failure.
  let refused: @Sendable (URLRefreshError) -> Void

  func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    do throws(URLRefreshError) {
      let list = try await lister.list(url, limit: limit, onProgress: onProgress)
      if let problem = list.problem { refused(problem) }
      return list
    } catch {
      refused(error)
      throw error
    }
  }
}
