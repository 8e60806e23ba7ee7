import Synchronization
public import TrackKit

extension YtDlpResolver: AudioPiping {
  /// Has yt-dlp itself download the audio of `id`; see ``AudioPiping``.
  ///
  /// - Throws: why there is none, or why it ended too soon. Cancelling the task kills yt-dlp with all it started.
  public func pipe(
    _ id: VideoID, receive: @escaping @Sendable ([UInt8]) async -> Void
  ) async throws(URLRefreshError) {
    let output = try await process.pipe(YtDlpCommand.pipe(id, options: options), receive: receive)
    guard output.exitCode == 0 else { throw failure(output) }
  }
}

extension StreamResolver: AudioPiping {
  /// As the one it asks, which must be able to; but not while YouTube refuses requests.
  public func pipe(
    _ id: VideoID, receive: @escaping @Sendable ([UInt8]) async -> Void
  ) async throws(URLRefreshError) {
    guard let piping = resolver as? any AudioPiping else { throw URLRefreshError(kind: .noDirectFormat) }
    let present = now()
    if let refusal = state.withLock({ $0.breaker.refusal(now: present) }) { throw refusal.error }
    noteRun()
    do throws(URLRefreshError) {
      try await piping.pipe(id, receive: receive)
    } catch {
      note(error)
      throw error
    }
  }

  /// Whether the one it asks can deliver audio.
  public var canPipe: Bool { resolver is any AudioPiping }
}
