/// Who fetches the audio of tracks to its end, into the cache.
public protocol AudioFilling: Sendable {
  /// Fetches what is missing of a track, behind what is played and comes next, and returns when all of it is there.
  ///
  /// - Throws: a ``ProxyError`` that says why not; `CancellationError` when the task is cancelled. What has come stays.
  func fill(_ id: VideoID) async throws
}
