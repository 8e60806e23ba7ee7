public import TrackKit

/// Where playlist files go, and in which form.
public struct PlaylistFileOptions: Sendable, Equatable {
  /// What stands in front of a playlist's name in MPD (`playlist_prefix`).
  public var prefix: String
  /// The form (`playlist_format`).
  public var format: PlaylistFormat
  /// The folder of M3U files (`mpd_playlist_directory`).
  public var playlistDirectory: String
  /// The folder above that of XSPF files (`mpd_music_directory`).
  public var musicDirectory: String

  /// M3U files, unless said otherwise.
  public init(
    prefix: String = "", format: PlaylistFormat = .m3u, playlistDirectory: String, musicDirectory: String
  ) {
    self.prefix = prefix
    self.format = format
    self.playlistDirectory = playlistDirectory
    self.musicDirectory = musicDirectory
  }

  /// The folder below the music directory that XSPF files go into.
  public static let musicFolder = "_youtube"

  /// The folder of files of a form.
  public func folder(_ format: PlaylistFormat) -> String {
    switch format {
    case .m3u: playlistDirectory
    case .xspf: musicDirectory + "/" + Self.musicFolder
    }
  }
}
