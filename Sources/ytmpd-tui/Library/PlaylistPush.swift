import ConfigurationKit
import MPDKit
import ProxyKit

/// A playlist on its way into MPD's queue.
///
/// Its own file, which a sync writes, is not needed and not touched: somebody may have edited it.
struct PlaylistPush: Sendable {
  /// What MPD calls it.
  let name: String
  private let selection: SelectionPush

  /// `playlist` as the configuration wants it, its URLs beginning with `base`.
  ///
  /// - Parameter playFrom: which of its tracks, from 0, is played afterwards; `nil` for none.
  init(
    _ playlist: StoredPlaylist, configuration: Configuration, base: String, mode: MPDPush.Mode, playFrom: Int?
  ) {
    name = PlaylistFileName(prefix: configuration.playlistPrefix, playlist.summary.name).name
    selection = SelectionPush(
      playlist.tracks, configuration: configuration, base: base, mode: mode, playFrom: playFrom)
  }

  /// Puts the tracks into MPD's queue, with their durations where MPD sees the playlist directory.
  ///
  /// - Throws: as `MPDClient.push(_:)`.
  func carryOut(on client: MPDClient) async throws(MPDError) -> MPDPushResult {
    try await selection.carryOut(on: client)
  }
}
