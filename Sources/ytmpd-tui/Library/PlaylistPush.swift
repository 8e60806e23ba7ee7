import ConfigurationKit
import MPDKit
import ProxyKit

/// A playlist on its way into MPD: its file, and its songs.
struct PlaylistPush: Sendable {
  /// What MPD calls it.
  let name: String
  private let text: String
  private let folder: String
  private let push: MPDPush

  /// `playlist` as the configuration wants it, its URLs beginning with `base`.
  ///
  /// - Parameter playFrom: which of its tracks, from 0, is played afterwards; `nil` for none.
  init(
    _ playlist: StoredPlaylist, configuration: Configuration, base: String, mode: MPDPush.Mode, playFrom: Int?
  ) {
    let base = base + "/proxy/"
    name = PlaylistFileName(prefix: configuration.playlistPrefix, playlist.summary.name).name
    text = M3U.text(playlist.tracks.map { M3U.Entry($0, url: base + $0.id.rawValue) })
    folder = configuration.mpdPlaylistDirectory
    push = MPDPush(
      playlist.tracks.map { track in
        MPDPush.Entry(
          uri: base + track.id.rawValue,
          tags: SongTags(artist: track.artist, title: track.title, album: track.album))
      }, playlist: name, mode: mode, playFrom: playFrom)
  }

  /// Writes the playlist's file, from which MPD learns the durations; without it the songs are pushed all the same.
  ///
  /// - Parameter warn: told when the file can't be written.
  /// - Returns: what to give to MPD.
  func prepare(warn: (String) -> Void) -> MPDPush {
    do throws(PlaylistFileError) {
      try PlaylistFile.write(text, name: "\(name).m3u", in: folder)
      return push
    } catch {
      warn("\(error.path): \(error.sentence)")
      var push = push
      push.playlist = nil
      return push
    }
  }
}
