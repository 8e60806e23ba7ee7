import CMPDClient

/// The number MPD gives a song of its queue; it stays when the song moves.
public struct MPDSongID: RawRepresentable, Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The number.
  public let rawValue: UInt32

  /// The id with this number.
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// By number.
  public static func < (left: MPDSongID, right: MPDSongID) -> Bool { left.rawValue < right.rawValue }

  /// The number.
  public var description: String { String(rawValue) }
}

/// A song of MPD's queue, or the current song.
public struct MPDSong: Sendable, Hashable, Identifiable {
  /// The file below the music directory, or the URL.
  public var uri: String
  /// The queue's number for it.
  public var id: MPDSongID
  /// The place in the queue, from 0.
  public var position: Int
  /// The first artist.
  public var artist: String?
  /// The title.
  public var title: String?
  /// The album.
  public var album: String?
  /// The name of a stream, as playlists and radio stations set it.
  public var name: String?
  /// How long it plays; `nil` while MPD does not know.
  public var duration: Duration?

  /// A song from its parts.
  public init(
    uri: String, id: MPDSongID, position: Int, artist: String? = nil, title: String? = nil,
    album: String? = nil, name: String? = nil, duration: Duration? = nil
  ) {
    self.uri = uri
    self.id = id
    self.position = position
    self.artist = artist
    self.title = title
    self.album = album
    self.name = name
    self.duration = duration
  }

  /// Whether MPD can't tell of it: all that is known is that it is there. The URI is empty then.
  public var isUnreadable: Bool { uri.isEmpty }

  /// Stands for a song that MPD can't tell of.
  static func unreadable(_ id: MPDSongID, position: Int) -> MPDSong {
    MPDSong(uri: "", id: id, position: position, name: "(song \(position + 1): too long to be read)")
  }

  /// What to call it: `Artist - Title`, else the title, the stream's name, or the URI.
  public var displayName: String {
    if let title { return artist.map { "\($0) - \(title)" } ?? title }
    return name ?? uri
  }
}

extension MPDSong {
  /// Copies what libmpdclient parsed.
  init(_ song: OpaquePointer) {
    let milliseconds = mpd_song_get_duration_ms(song)
    self.init(
      uri: String(cString: mpd_song_get_uri(song)),
      id: MPDSongID(rawValue: mpd_song_get_id(song)),
      position: Int(mpd_song_get_pos(song)),
      artist: Self.tag(MPD_TAG_ARTIST, of: song),
      title: Self.tag(MPD_TAG_TITLE, of: song),
      album: Self.tag(MPD_TAG_ALBUM, of: song),
      name: Self.tag(MPD_TAG_NAME, of: song),
      duration: milliseconds > 0 ? .milliseconds(milliseconds) : nil)
  }

  private static func tag(_ type: mpd_tag_type, of song: OpaquePointer) -> String? {
    mpd_song_get_tag(song, type, 0).map { String(cString: $0) }
  }
}
