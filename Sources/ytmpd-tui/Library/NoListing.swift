import ProxyKit

/// Stands in for yt-dlp where there is no YouTube, as in the demo.
struct NoListing: MediaListing {
  func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> YtDlpPlaylist {
    throw URLRefreshError(kind: .network, evidence: "the demo stays on this machine")
  }
}
