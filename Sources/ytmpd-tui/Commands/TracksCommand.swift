import ArgumentParser
import ConfigurationKit
import FoundationEssentials
import LibraryKit
import TrackKit

/// `tracks`: what is known.
struct TracksCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tracks", abstract: "List the tracks that are known.")

  @Argument(help: "Words that must all occur in artist, title, album or id.")
  var words: [String] = []

  @Flag(help: "Write a JSON array, an object for each track.")
  var json = false

  @OptionGroup var common: CommonOptions

  mutating func run() throws {
    let settings = try common.settings()
    let tracks =
      try CommandLibrary.read(settings)?.tracks(TrackQuery(search: words.joined(separator: " "))) ?? []
    let (freshness, urls, now) = (
      settings.freshness, settings.urls(port: settings.configuration.proxyPort), Date()
    )
    let listings = tracks.map { TrackListing($0, freshness: freshness, now: now, urls: urls) }
    if json { return try Console.printJSON(listings) }
    if listings.isEmpty {
      let sought = words.joined(separator: " ")
      Console.note(
        sought.isEmpty
          ? CommandLibrary.emptySentence : "No track matches \(TerminalText.quote(sought)).")
    }
    Console.write(listings.map { $0.line + "\n" }.joined())
  }
}

/// A track as `tracks` shows it. Its JSON is documented, and stays.
struct TrackListing: Encodable, Equatable {
  /// The state of a track's URL.
  enum State: String, Encodable {
    case fresh, expired, unresolved

    /// The word for people.
    var word: String {
      switch self {
      case .fresh: "ready"
      case .expired: "stale"
      case .unresolved: "on demand"
      }
    }
  }

  var videoID: String
  var title: String
  var artist: String?
  var album: String?
  var durationSeconds: Double?
  var state: State
  /// Where players find the track.
  var url: String
  /// Unix seconds.
  var updatedAt: Double
  /// How often it was played for at least 30 seconds.
  var playCount: Int
  /// Unix seconds.
  var lastPlayedAt: Double?
  var lastError: String?
  /// The word of the failure's class.
  var lastErrorKind: String?
  /// Unix seconds, before which nothing asks for the track in advance.
  var nextTryAt: Double?
  /// Whether it is to be on this machine for good.
  var isKept: Bool
  /// How many bytes of its audio are on this machine.
  var cachedBytes: Int64
  /// The bytes of all its audio, as far as that is known.
  var lengthBytes: Int64?
  /// Whether it plays without a network.
  var isOffline: Bool
  /// How much is here, for people.
  private let here: String?

  init(_ stored: StoredTrack, freshness: URLFreshness, now: Date, urls: TrackURL) {
    videoID = stored.track.id.rawValue
    title = stored.track.title
    artist = stored.track.artist
    album = stored.track.album
    durationSeconds = stored.track.duration.map { $0 / .seconds(1) }
    state =
      stored.track.media.map { freshness.verdict(on: $0, now: now) == .fresh ? .fresh : .expired }
      ?? .unresolved
    url = urls.url(for: stored.track.id)
    updatedAt = stored.updatedAt.timeIntervalSince1970
    playCount = stored.playCount
    lastPlayedAt = stored.lastPlayedAt?.timeIntervalSince1970
    lastError = stored.lastError
    lastErrorKind = stored.mark?.word
    nextTryAt = stored.mark?.nextTry?.timeIntervalSince1970
    isKept = stored.isKept
    cachedBytes = stored.audio?.bytes ?? 0
    lengthBytes = stored.audio?.length ?? stored.track.media?.length
    isOffline = stored.audio?.isComplete ?? false
    here = AudioShare.words(stored.audio, isKept: stored.isKept)
  }

  /// A line for people: id, state, length, name, plays, how much is here, and why it fails, if it does.
  var line: String {
    let length = durationSeconds.map { Wording.clock(.seconds($0)) } ?? "-"
    let name = Wording.name(artist: artist, title: title)
    let padding = String(repeating: " ", count: max(0, 7 - length.count))
    var line =
      "\(videoID)  \(TerminalText.pad(state.word, to: 9)) \(padding)\(length)  \(TerminalText.clean(name))"
    if playCount > 0 { line += "  [\(Wording.count(playCount, "play"))]" }
    if let here { line += "  [\(here)]" }
    if let lastError {
      line += "  [failing: \(TerminalText.clean(Wording.failure(lastErrorKind, lastError)))]"
    }
    return line
  }

  enum CodingKeys: String, CodingKey {
    case title, artist, album, state, url
    case isKept = "kept"
    case cachedBytes = "cached_bytes"
    case lengthBytes = "length_bytes"
    case isOffline = "offline"
    case videoID = "video_id"
    case durationSeconds = "duration_seconds"
    case updatedAt = "updated_at"
    case playCount = "play_count"
    case lastPlayedAt = "last_played_at"
    case lastError = "last_error"
    case lastErrorKind = "last_error_kind"
    case nextTryAt = "next_try_at"
  }

  /// Writes every key, `null` for what is not known.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(videoID, forKey: .videoID)
    try container.encode(title, forKey: .title)
    try container.encode(artist, forKey: .artist)
    try container.encode(album, forKey: .album)
    try container.encode(durationSeconds, forKey: .durationSeconds)
    try container.encode(state, forKey: .state)
    try container.encode(url, forKey: .url)
    try container.encode(updatedAt, forKey: .updatedAt)
    try container.encode(playCount, forKey: .playCount)
    try container.encode(lastPlayedAt, forKey: .lastPlayedAt)
    try container.encode(lastError, forKey: .lastError)
    try container.encode(lastErrorKind, forKey: .lastErrorKind)
    try container.encode(nextTryAt, forKey: .nextTryAt)
    try container.encode(isKept, forKey: .isKept)
    try container.encode(cachedBytes, forKey: .cachedBytes)
    try container.encode(lengthBytes, forKey: .lengthBytes)
    try container.encode(isOffline, forKey: .isOffline)
  }
}
