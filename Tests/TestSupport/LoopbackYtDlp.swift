import Foundation
public import LibraryKit
public import TrackKit

/// The real yt-dlp with a plug-in that answers for YouTube from a file, so that nothing leaves the machine.
///
/// Each instance has a folder of its own for the answers and for the log of the questions; it is removed with
/// the instance.
public final class LoopbackYtDlp: Sendable {
  /// What the plug-in knows of one video.
  public struct Video: Sendable {
    /// yt-dlp's `title`.
    public var title = "Untitled"
    /// yt-dlp's `track`.
    public var track: String?
    /// yt-dlp's `artists`.
    public var artists: [String]?
    /// yt-dlp's `album`.
    public var album: String?
    /// yt-dlp's `channel`.
    public var channel: String?
    /// Seconds.
    public var duration: Double?
    /// The formats, the worst first.
    public var formats: [Format] = []
    /// Unix seconds before which the origin answers 403.
    public var availableAt: Double?
    /// The text of an error to raise.
    public var error: String?
    /// The text of a warning to report.
    public var warning: String?
    /// Seconds to wait before the answer.
    public var delay: Double?
    /// Whether to start a helper process that never ends by itself.
    public var startsChild = false
    /// How many bytes to say on standard error before the answer.
    public var noise: Int?
    /// A URL that yt-dlp has to reach before the answer, by its own way out.
    public var probe: String?
    /// The signal to end itself with instead of an answer.
    public var signal: Int32?
    /// yt-dlp's `live_status`.
    public var liveStatus: String?
    /// What YouTube's player says, for yt-dlp's own code to read; the rest counts for nothing then.
    public var player: Player?

    /// A video with one format, or none.
    public init(title: String = "Untitled", artists: [String]? = nil, format: Format? = nil) {
      self.title = title
      self.artists = artists
      formats = format.map { [$0] } ?? []
    }

    /// A video that cannot be resolved.
    public init(error: String) { self.error = error }

    fileprivate var json: [String: Any] {
      var json: [String: Any] = ["title": title, "formats": formats.map(\.json)]
      json["track"] = track
      json["artists"] = artists
      json["album"] = album
      json["channel"] = channel
      json["duration"] = duration
      json["error"] = error
      json["warning"] = warning
      json["delay"] = delay
      json["available_at"] = availableAt
      if startsChild { json["child"] = true }
      json["noise"] = noise
      json["probe"] = probe
      json["signal"] = signal
      if let liveStatus {
        json["live_status"] = liveStatus
        json["is_live"] = liveStatus == "is_live"
      }
      json["player"] = player?.json
      return json
    }
  }

  /// A format of a video.
  public struct Format: Sendable {
    /// yt-dlp's `format_id`.
    public var id: String
    /// Where the audio is.
    public var url: String
    /// yt-dlp's `ext`.
    public var fileExtension: String
    /// yt-dlp's `acodec`.
    public var codec: String
    /// yt-dlp's `filesize`.
    public var size: Int?
    /// yt-dlp's `protocol`.
    public var delivery: String
    /// yt-dlp's `http_headers`.
    public var headers: [String: String]
    /// yt-dlp's `http_chunk_size`.
    public var chunkSize: Int?

    /// A format; the origin speaks plain HTTP, which yt-dlp shall take for HTTPS.
    public init(
      id: String = "251", url: String, fileExtension: String = "webm", codec: String = "opus",
      size: Int? = nil, delivery: String = "https", headers: [String: String] = [:], chunkSize: Int? = nil
    ) {
      self.id = id
      self.url = url
      self.fileExtension = fileExtension
      self.codec = codec
      self.size = size
      self.delivery = delivery
      self.headers = headers
      self.chunkSize = chunkSize
    }

    fileprivate var json: [String: Any] {
      var json: [String: Any] = [
        "format_id": id, "url": url, "ext": fileExtension, "acodec": codec, "vcodec": "none", "abr": 128,
        "protocol": delivery,
      ]
      json["filesize"] = size
      if !headers.isEmpty { json["http_headers"] = headers }
      if let chunkSize { json["downloader_options"] = ["http_chunk_size": chunkSize] }
      return json
    }
  }

  /// What the plug-in knows of one playlist.
  public struct Playlist: Sendable {
    /// The title.
    public var title: String
    /// The entries; an id may be anything.
    public var entries: [Entry]
    /// The text of an error to raise instead of the entries.
    public var error: String?
    /// The text of an error to raise after the entries.
    public var failure: String?
    /// The text of a warning to report after the entries.
    public var warning: String?
    /// The playlists in it that are listed along with it, as a channel has them, in place of the entries.
    public var tabs: [Playlist] = []

    /// A playlist.
    public init(title: String, entries: [Entry], error: String? = nil, failure: String? = nil) {
      self.title = title
      self.entries = entries
      self.error = error
      self.failure = failure
    }

    fileprivate var json: [String: Any] {
      var json: [String: Any] = ["title": title, "entries": entries.map(\.json)]
      json["error"] = error
      json["failure"] = failure
      json["warning"] = warning
      if !tabs.isEmpty { json["tabs"] = tabs.map(\.json) }
      return json
    }
  }

  /// An entry of a playlist.
  public struct Entry: Sendable {
    /// yt-dlp's `id`.
    public var id: String
    /// yt-dlp's `title`.
    public var title: String
    /// Seconds.
    public var duration: Double?
    /// yt-dlp's `channel`.
    public var channel: String?
    /// Where it leads to when it is a playlist.
    public var url: String?
    /// Seconds to wait before it.
    public var delay: Double?
    /// yt-dlp's `availability`.
    public var availability: String?
    /// yt-dlp's `live_status`.
    public var liveStatus: String?

    /// An entry.
    public init(id: String, title: String, duration: Double? = nil, channel: String? = nil) {
      self.id = id
      self.title = title
      self.duration = duration
      self.channel = channel
    }

    fileprivate var json: [String: Any] {
      var json: [String: Any] = ["id": id, "title": title]
      json["duration"] = duration
      json["channel"] = channel
      json["url"] = url
      json["delay"] = delay
      json["availability"] = availability
      json["live_status"] = liveStatus
      return json
    }
  }

  /// A question that yt-dlp passed on to the plug-in.
  public struct Question: Sendable, Decodable {
    /// The id of the video or the playlist.
    public var id: String
    /// yt-dlp's process.
    public var pid: Int32
    /// The helper process, if one was asked for.
    public var child: Int32?
    /// yt-dlp's arguments.
    public var arguments: [String]
  }

  /// yt-dlp's path.
  public let program: String
  private let folder: URL

  /// Finds yt-dlp: `YTMPD_TEST_YTDLP`, then what `scripts/setup` installs, then PATH.
  ///
  /// - Throws: when the folder for the answers cannot be made.
  public init() throws {
    program = Self.locate()
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ytmpd-loopback-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try answer(videos: [:])
  }

  deinit {
    // A folder that stays behind in the temporary directory harms no test.
    try? FileManager.default.removeItem(at: folder)
  }

  /// Lets the plug-in answer so from now on.
  ///
  /// - Throws: when the answers cannot be written.
  public func answer(
    videos: [VideoID: Video], playlists: [String: Playlist] = [:], searches: [String: [Entry]] = [:]
  ) throws {
    let json: [String: Any] = [
      "videos": Dictionary(uniqueKeysWithValues: videos.map { ($0.rawValue, $1.json) }),
      "playlists": playlists.mapValues(\.json),
      "searches": searches.mapValues { $0.map(\.json) },
    ]
    try JSONSerialization.data(withJSONObject: json).write(to: answers, options: .atomic)
  }

  /// The questions so far, in order.
  ///
  /// - Throws: when the log cannot be read.
  public func questions() throws -> [Question] {
    guard FileManager.default.fileExists(atPath: log.path) else { return [] }
    return try Data(contentsOf: log).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(Question.self, from: Data($0))
    }
  }

  /// What yt-dlp's environment needs to find plug-in, answers and log.
  public var environment: [String: String] {
    [
      "PYTHONPATH": Self.plugins, "PYTHONDONTWRITEBYTECODE": "1",
      "YTMPD_LOOPBACK_ANSWERS": answers.path, "YTMPD_LOOPBACK_LOG": log.path,
    ]
  }

  /// Options that run this yt-dlp.
  public func options(timeout: Duration = .seconds(45), arguments: [String] = []) -> YtDlpOptions {
    YtDlpOptions(program: program, arguments: arguments, timeout: timeout, environment: environment)
  }

  private var answers: URL { folder.appendingPathComponent("answers.json") }
  private var log: URL { folder.appendingPathComponent("log.jsonl") }

  private static var plugins: String {
    Bundle.module.resourceURL?.appendingPathComponent("Plugins").path ?? "Plugins"
  }

  private static func locate() -> String {
    if let named = ProcessInfo.processInfo.environment["YTMPD_TEST_YTDLP"], !named.isEmpty { return named }
    // This file is Tests/TestSupport/LoopbackYtDlp.swift below the package's root.
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    for folder in [root, URL(fileURLWithPath: FileManager.default.currentDirectoryPath)] {
      let installed = folder.appendingPathComponent(".tools/venv/bin/yt-dlp").path
      if FileManager.default.isExecutableFile(atPath: installed) { return installed }
    }
    return "yt-dlp"
  }
}
