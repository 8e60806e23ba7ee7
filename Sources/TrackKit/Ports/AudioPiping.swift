/// Who delivers the audio of a track that has no URL to fetch: a stream in fragments, or a live one.
public protocol AudioPiping: Sendable {
  /// Delivers `id` from its beginning, or a live stream from now on.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - receive: gets the next bytes, of any container. No more are read before it has returned, so that a listener who
  ///     pauses holds the whole run up.
  /// - Throws: why it does not begin, or ended too soon; ``URLRefreshError/Kind/cancelled`` when the task is cancelled.
  ///   Nothing of the run is left when this has returned.
  func pipe(
    _ id: VideoID, receive: @escaping @Sendable ([UInt8]) async -> Void
  ) async throws(URLRefreshError)
}
