import ConfigurationKit
import MPDKit

/// Lets MPD's clients know that files of playlists are different.
enum PlaylistNews {
  /// Tells MPD.
  ///
  /// - Throws: `MPDError`; the files are there all the same.
  static func tell(
    _ client: MPDClient, format: Configuration.PlaylistFormat, urls: TrackURL
  ) async throws(MPDError) {
    switch format {
    case .m3u: try await client.announceStoredPlaylists(uri: urls.base + "/proxy/")
    case .xspf: try await client.update(path: PlaylistFiles.musicFolder)
    }
  }
}
