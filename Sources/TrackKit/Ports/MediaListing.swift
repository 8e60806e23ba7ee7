/// Who lists playlists: yt-dlp, or what stands in for it.
public protocol MediaListing: Sendable {
  /// Lists what `url` leads to, without resolving any of it.
  ///
  /// - Parameters:
  ///   - url: the URL of a playlist, an album, a channel, a radio, a video; or yt-dlp's own `:ytfav`,
  ///     `ytsearch20:…`.
  ///   - limit: at most so many entries.
  ///   - onProgress: told after each entry how many have come, and of how many if that is known; on any thread.
  /// - Returns: the entries; also when the listing failed after some of them, and then
  ///   ``ListedPlaylist/problem`` says why.
  /// - Throws: why there is none; ``URLRefreshError/Kind/cancelled`` when the task was cancelled.
  func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist
}

extension URLRefreshError {
  /// What went wrong, said of a playlist rather than of a video.
  public var listingSentence: String {
    switch kind {
    case .privateVideo: "the playlist is private; give yt-dlp cookies of its owner with yt_dlp_arguments"
    case .removed: "the playlist does not exist any more"
    case .geoBlocked: "the playlist is not available in this country"
    case .ageRestricted:
      "the playlist is age-restricted; give yt-dlp cookies of an account with yt_dlp_arguments"
    case .membersOnly: "the playlist is for members only; give yt-dlp cookies with yt_dlp_arguments"
    case .accountTerminated: "the account that had the playlist is gone, and the playlist with it"
    case .cancelled: "reading was cancelled"
    default: sentence
    }
  }
}
