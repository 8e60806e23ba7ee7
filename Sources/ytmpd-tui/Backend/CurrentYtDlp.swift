import LibraryKit
import TrackKit

/// yt-dlp as the configuration has it at the moment: its path, its arguments and the format of the audio may change while
/// the program runs. A run under way goes on as it began.
final class CurrentYtDlp: MediaResolving, MediaListing, PlayReporting, AudioPiping {
  private let current: Current<YtDlpResolver>

  init(_ options: YtDlpOptions) { current = Current(YtDlpResolver(options: options)) }

  /// Runs it as `options` say from now on.
  func take(_ options: YtDlpOptions) { current.value = YtDlpResolver(options: options) }

  func resolve(_ id: VideoID, formatID: String?) async throws(URLRefreshError) -> Track {
    try await current.value.resolve(id, formatID: formatID)
  }

  func resolve(_ id: VideoID, rendition: Rendition?) async throws(URLRefreshError) -> Track {
    try await current.value.resolve(id, rendition: rendition)
  }

  func list(
    _ url: String, limit: Int, onProgress: @escaping @Sendable (_ entries: Int, _ total: Int?) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    try await current.value.list(url, limit: limit, onProgress: onProgress)
  }

  func report(played id: VideoID) async throws(URLRefreshError) { try await current.value.report(played: id) }

  func pipe(
    _ id: VideoID, receive: @escaping @Sendable ([UInt8]) async -> Void
  ) async throws(URLRefreshError) {
    try await current.value.pipe(id, receive: receive)
  }
}
