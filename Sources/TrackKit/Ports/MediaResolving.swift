/// Turns a video id into a place to fetch its audio from; yt-dlp, or something built in for `demo`.
public protocol MediaResolving: Sendable {
  /// Resolves `id` once: no retry, no cache, no queue.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - formatID: the format a refresh must have, `nil` for the best there is.
  /// - Returns: the track with its ``Track/media``.
  /// - Throws: why there is no URL.
  func resolve(_ id: VideoID, formatID: String?) async throws(URLRefreshError) -> Track

  /// Resolves `id` once, to the rendition that its bytes are to be joined to.
  ///
  /// - Parameter rendition: what it must be, `nil` for the best there is.
  /// - Throws: why there is no URL; ``URLRefreshError/Kind/noDirectFormat`` when that rendition is gone.
  func resolve(_ id: VideoID, rendition: Rendition?) async throws(URLRefreshError) -> Track
}

extension MediaResolving {
  /// By the format alone.
  public func resolve(_ id: VideoID, rendition: Rendition?) async throws(URLRefreshError) -> Track {
    try await resolve(id, formatID: rendition?.formatID)
  }
}
