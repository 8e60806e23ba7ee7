import ArgumentParser
import FoundationEssentials
import LibraryKit
import TrackKit

/// `export`: a playlist on standard output.
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write a playlist to standard output.")

  /// The forms a playlist can be written in.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case m3u, xspf, json
  }

  @Argument(help: "The playlist, with or without playlist_prefix.")
  var name: String

  @Option(help: "The form to write.")
  var format = Format.m3u

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    guard let urls = settings.urls else {
      throw CommandFailure(
        "proxy_port is 0, so the URLs of the tracks are not known; choose a port, or set proxy_public_url")
    }
    let playlist = try CommandLibrary.playlist(name, settings)
    let prefix = settings.library.files.prefix
    switch format {
    case .m3u: Console.write(playlist.text(.m3u, prefix: prefix, urls: urls))
    case .xspf: Console.write(playlist.text(.xspf, prefix: prefix, urls: urls))
    case .json: try Console.printJSON(ExportListing(playlist, urls: urls))
    }
  }
}

/// A playlist as `export --format json` shows it. Its JSON is documented, and stays.
struct ExportListing: Encodable, Equatable {
  /// One of its tracks.
  struct Entry: Encodable, Equatable {
    var videoID: String
    var title: String
    var artist: String?
    var album: String?
    var durationSeconds: Double?
    var url: String

    enum CodingKeys: String, CodingKey {
      case title, artist, album, url
      case videoID = "video_id"
      case durationSeconds = "duration_seconds"
    }

    /// Writes every key, `null` for what is not known.
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(videoID, forKey: .videoID)
      try container.encode(title, forKey: .title)
      try container.encode(artist, forKey: .artist)
      try container.encode(album, forKey: .album)
      try container.encode(durationSeconds, forKey: .durationSeconds)
      try container.encode(url, forKey: .url)
    }
  }

  var name: String
  var url: String?
  var syncedAt: Double
  var tracks: [Entry]

  init(_ playlist: StoredPlaylist, urls: TrackURL) {
    name = playlist.summary.name
    url = playlist.summary.url
    syncedAt = playlist.summary.syncedAt.timeIntervalSince1970
    tracks = playlist.tracks.map { track in
      Entry(
        videoID: track.id.rawValue, title: track.title, artist: track.artist, album: track.album,
        durationSeconds: track.duration.map { $0 / .seconds(1) }, url: urls.url(for: track.id))
    }
  }

  enum CodingKeys: String, CodingKey {
    case name, url, tracks
    case syncedAt = "synced_at"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(url, forKey: .url)
    try container.encode(syncedAt, forKey: .syncedAt)
    try container.encode(tracks, forKey: .tracks)
  }
}
