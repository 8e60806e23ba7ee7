/// Who fetches the audio of tracks to its end, into the cache.
public protocol AudioFilling: Sendable {
  /// Fetches what is missing of a track, politely, and returns when all of it is there.
  ///
  /// - Parameters:
  ///   - id: the video.
  ///   - progress: told from time to time, on any thread, how many bytes are there, and of how many if that is known.
  /// - Throws: a ``ProxyError`` that says why not; `CancellationError` when the task is cancelled. What has come stays.
  func fill(
    _ id: VideoID, progress: @escaping @Sendable (_ bytes: Int64, _ length: Int64?) -> Void
  ) async throws
}
