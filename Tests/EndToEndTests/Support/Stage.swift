import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

/// A song that the origin has and yt-dlp knows.
struct Song: Sendable {
  let id: VideoID
  let artist: String
  let title: String
  let album: String
  let audio: AudioFixture

  /// How players show it.
  var displayName: String { "\(artist) - \(title)" }
}

/// Everything around the program: a home, an origin, and a yt-dlp that leads to it.
struct Stage {
  let home: Workplace
  let origin: LoopbackOrigin
  let ytDlp: LoopbackYtDlp
  let songs: [Song]

  /// What the program, and any command of it, runs in.
  var environment: [String: String] {
    home.environment.merging(ytDlp.environment) { $1 }
  }

  /// Sets a stage and calls `body`; the origin is gone afterwards.
  ///
  /// - Parameters:
  ///   - formats: the formats of the songs, one each.
  ///   - seconds: how long each plays.
  ///   - bytesPerSecond: the pace of the origin, `nil` for as fast as it can.
  ///   - settings: lines of the configuration file besides the usual ones.
  static func set(
    _ formats: [AudioFixture.Format] = [.webmOpus], seconds: Int = 90, bytesPerSecond: Int? = nil,
    settings: KeyValuePairs<String, String> = [:], _ body: (Stage) async throws -> Void
  ) async throws {
    let origin = try await LoopbackOrigin.start(.init(bytesPerSecond: bytesPerSecond))
    do {
      var songs: [Song] = []
      for (index, format) in formats.enumerated() {
        let audio = try await AudioFixture.make(format, seconds: seconds, tone: index)
        songs.append(try Self.song(index, audio))
      }
      let stage = Stage(home: try Workplace(), origin: origin, ytDlp: try LoopbackYtDlp(), songs: songs)
      for song in songs { origin.register(song.audio.asset(id: song.id.rawValue)) }
      try stage.configure(settings)
      try stage.mint()
      try await body(stage)
    } catch {
      try await origin.shutdown()
      throw error
    }
    try await origin.shutdown()
  }

  /// Writes the configuration: `settings`, on top of what keeps the program away from the machine's own, and has the
  /// origin asked for each byte that is played.
  func configure(_ settings: KeyValuePairs<String, String>) throws {
    try configure(settings.map { ($0, $1) })
  }

  /// Writes the configuration, as ``configure(_:)`` of a literal does.
  func configure(_ settings: [(String, String)]) throws {
    var lines = [
      "proxy_port": "0", "yt_dlp_path": ytDlp.program, "mpd_socket_path": home.home + "/no-mpd",
      "mpd_playlist_directory": home.home + "/playlists", "log_file": home.home + "/ytmpd.log",
      "cache_size": "0",
    ]
    for (key, value) in settings { lines[key] = value }
    let text = lines.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }.joined()
    try Data(text.utf8).write(to: URL(filePath: home.configuration))
  }

  /// Lets yt-dlp answer with a new URL for each song, with `playlists` and with `searches`.
  ///
  /// - Parameter change: makes of a song's answer what the test wants.
  /// - Returns: the URLs, in the order of the songs.
  @discardableResult
  func mint(
    playlists: [String: LoopbackYtDlp.Playlist] = [:],
    searches: [String: [LoopbackYtDlp.Entry]] = [:],
    change: (Song, inout LoopbackYtDlp.Video) -> Void = { _, _ in }
  ) throws -> [String] {
    var videos: [VideoID: LoopbackYtDlp.Video] = [:]
    var urls: [String] = []
    for song in songs {
      let url = try #require(origin.url(for: song.id.rawValue))
      var video = LoopbackYtDlp.Video(
        title: "\(song.title) (Official Audio)", artists: [song.artist],
        format: Self.format(song.audio, url: url))
      video.track = song.title
      video.album = song.album
      video.duration = song.audio.duration / .seconds(1)
      change(song, &video)
      videos[song.id] = video
      urls.append(url)
    }
    try ytDlp.answer(videos: videos, playlists: playlists, searches: searches)
    return urls
  }

  /// Starts `serve`.
  func serve(_ arguments: String...) async throws -> RunningProxy {
    try await RunningProxy(in: environment, arguments: arguments)
  }

  /// Runs the program, with the port of `proxy` when there is one, to its end.
  func program(_ arguments: String..., beside proxy: RunningProxy? = nil) async throws -> Outcome {
    var environment = environment
    if let proxy { environment["YTMPD_PROXY_PORT"] = String(proxy.port) }
    return try await run([BuiltProgram.path] + arguments, environment: environment)
  }

  /// Registers all songs with `add`.
  func addSongs(sourceLocation: SourceLocation = #_sourceLocation) async throws {
    let outcome = try await run(
      [BuiltProgram.path, "add"] + songs.map(\.id.rawValue), environment: environment)
    try #require(outcome.exit == .status(0), "\(outcome.errors)", sourceLocation: sourceLocation)
  }

  private static func song(_ index: Int, _ audio: AudioFixture) throws -> Song {
    // An apostrophe, a letter outside ASCII, and an id that looks like an option.
    let names = [
      ("endToEnd_0A", "Björk’s Choir", "Don't Say 'Stop'; Go"), ("-endToEnd1B", "宇多田ヒカル", "First Love"),
      ("endToEnd-2C", "The Wires", "Thin Layer"), ("endToEnd_3D", "Beyoncé", "Déjà Vu"),
      ("endToEnd-4E", "Solo", "Last One"), ("endToEnd_5F", "Duo", "One More"),
    ]
    let (id, artist, title) = names[index]
    return Song(
      id: try #require(VideoID(id)), artist: artist, title: title, album: "Album \(index + 1)", audio: audio)
  }

  private static func format(_ audio: AudioFixture, url: String) -> LoopbackYtDlp.Format {
    switch audio.format {
    case .webmOpus:
      LoopbackYtDlp.Format(url: url, size: audio.bytes.count)
    case .m4aFaststart, .m4aMoovAtEnd, .m4aFragmented:
      LoopbackYtDlp.Format(
        id: "140", url: url, fileExtension: "m4a", codec: "mp4a.40.2", size: audio.bytes.count)
    case .mp3:
      LoopbackYtDlp.Format(id: "901", url: url, fileExtension: "mp3", codec: "mp3", size: audio.bytes.count)
    }
  }
}
