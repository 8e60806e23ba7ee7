/// Turns a video id into a place to fetch its audio from; yt-dlp in earnest, something built in for `demo`.
public protocol MediaResolving: Sendable {
  /// Resolves `id` once: no retry, no cache, no queue.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - formatID: the format a refresh must have, `nil` for the best there is.
  /// - Returns: the track with its ``Track/media``.
  /// - Throws: why there is no URL.
  func resolve(_ id: VideoID, formatID: String?) async throws(URLRefreshError) -> Track
}

/// Who waits for a resolve: listeners go before background work.
public enum ResolvePriority: Int, Sendable, Comparable {
  /// The background: refreshing what will expire.
  case background
  /// Somebody listens, or asked by key or command.
  case listener

  /// By urgency.
  public static func < (left: ResolvePriority, right: ResolvePriority) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// Tells YouTube what was listened to.
public protocol PlayReporting: Sendable {
  /// Reports a play of `id`, once: no retry, no queue.
  ///
  /// - Throws: why that did not work.
  func report(played id: VideoID) async throws(URLRefreshError)
}
