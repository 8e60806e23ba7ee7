import LibraryKit
import MPDKit
import TrackKit

/// A playlist on its way into MPD's queue.
///
/// Its own file, which a sync writes, is not needed and not touched: a person may have edited it.
struct PlaylistPush: Sendable {
  /// What MPD calls it.
  let name: String
  private let selection: SelectionPush

  /// `playlist` as MPD is to have it, its tracks played from `urls`.
  ///
  /// - Parameter playFrom: which of its tracks, from 0, is played afterwards; `nil` for none.
  init(
    _ playlist: StoredPlaylist, files: PlaylistFileOptions, urls: TrackURL, mode: MPDPush.Mode, playFrom: Int?
  ) {
    name = PlaylistFileName(prefix: files.prefix, playlist.summary.name).name
    selection = SelectionPush(
      playlist.tracks, files: files, urls: urls, mode: mode, playFrom: playFrom)
  }

  /// Puts the tracks into MPD's queue, with their durations where MPD sees the playlist directory.
  ///
  /// - Throws: as `MPDClient.push(_:)`.
  func carryOut(on client: MPDClient) async throws(MPDError) -> MPDPushResult {
    try await selection.carryOut(on: client)
  }
}
