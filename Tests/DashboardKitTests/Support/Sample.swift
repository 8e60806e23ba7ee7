import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

/// The dashboard of the tests: fixed time, fixed tracks, the widths of the built-in tables.
enum Sample {
  /// 2026-11-22 13:02:41 UTC.
  static let now = Date(timeIntervalSince1970: 1_795_352_561)

  static let text = DisplayText(width: .builtIn, repertoire: .unicode)
  static let renderer = Renderer(text: text, clock: .utc)
  static let asciiRenderer = Renderer(
    text: DisplayText(width: .builtIn, repertoire: .ascii), clock: .utc)

  static func id(_ number: Int) -> VideoID {
    guard let id = VideoID("track-\(number + 10_000)") else { preconditionFailure("the number is too long") }
    return id
  }

  static func row(_ number: Int) -> RowID { RowID(id(number)) }

  static func reference(_ number: Int, _ name: String) -> TrackReference {
    TrackReference(id: id(number), name: name)
  }

  static func stream(
    _ number: Int, _ artist: String?, _ title: String, _ state: StreamState, client: String = "MPD 0.23.12",
    age: Double = 10
  ) -> ProxyStatus.Stream {
    .init(
      id: UInt64(number), videoID: id(number), artist: artist, title: title, client: ClientProgram(client),
      state: state,
      startedAt: now.timeIntervalSince1970 - age)
  }

  static var status: ProxyStatus {
    var status = ProxyStatus()
    status.streams.limit = 10
    status.streams.active = 3
    var first = stream(1, "Tommy Guerrero", "Thin Brown Layer", .streaming, age: 14)
    first.bytesSent = 3_100_000
    first.length = 4_200_000
    first.bytesPerSecond = 812_000
    first.details.request = "the whole track"
    first.details.status = 200
    first.details.fields = [HeaderField(name: "content-type", value: "audio/webm")]
    first.details.contentType = "audio/webm"
    first.details.formatID = "251"
    first.details.bitrate = 128
    first.details.trackLength = 4_200_000
    first.details.urlResolvedAt = now - 3600
    first.details.urlExpiresAt = now + 18_000
    var second = stream(2, "Beyoncé", "Déjà Vu", .retrying, age: 9)
    second.bytesSent = 1_000_000
    second.length = 3_900_000
    second.attempt = 2
    second.attemptLimit = 3
    second.retryAt = now + 1.6
    second.reason = "upstream 503"
    let third = stream(3, "宇多田ヒカル", "First Love", .refreshing, client: "mpv", age: 2)
    status.streams.list = [first, second, third]
    status.refreshes.running = 2
    status.tracks = .init(total: 3, fresh: 1, expired: 1, unresolved: 1)
    status.cache.state = .ok
    return status
  }

  static var player: PlayerSnapshot {
    var player = PlayerSnapshot(takenAt: now)
    player.connected = true
    player.address = "127.0.0.1:6600"
    player.version = "0.23.12"
    player.state = .play
    player.artist = "Tommy Guerrero"
    player.title = "Thin Brown Layer"
    player.songID = 1
    player.elapsed = .seconds(102)
    player.duration = .seconds(213)
    player.bitrate = 128
    player.audioFormat = "48000:f:2"
    player.volume = 80
    player.queue = [
      .init(
        id: 1, artist: "Tommy Guerrero", title: "Thin Brown Layer", duration: .seconds(213), videoID: id(1)),
      .init(id: 2, title: "local.flac", duration: .seconds(61)),
    ]
    return player
  }

  static var events: [ProxyEvent] {
    let stream = StreamReference(id: 2, track: reference(2, "Beyoncé - Déjà Vu"), client: "MPD 0.23.12")
    return [
      .init(
        sequence: 1, date: now - 2,
        kind: .refreshStarted(reference(3, "宇多田ヒカル - First Love"), cause: "URL 5 h 02 min old")),
      .init(
        sequence: 2, date: now,
        kind: .streamRetrying(stream, attempt: 2, limit: 3, delay: .seconds(2), reason: "upstream 503")),
    ]
  }

  static var tracks: [TrackRow] {
    [
      TrackRow(
        Track(
          id: id(1), title: "Thin Brown Layer", artist: "Tommy Guerrero", album: "A Little Bit",
          duration: .seconds(213)), staleAt: now + 3600),
      TrackRow(
        Track(id: id(2), title: "Déjà Vu", artist: "Beyoncé", album: "B'Day", duration: .seconds(240)),
        staleAt: now - 60),
      TrackRow(Track(id: id(3), title: "First Love", artist: "宇多田ヒカル"), staleAt: nil),
    ]
  }

  static var playlists: [PlaylistRow] {
    [.init(name: "Focus", trackCount: 12, source: "PL123", skipped: 1, syncedAt: now - 3600)]
  }

  static var log: [LogRow] {
    [
      LogRow(date: now - 2, severity: .info, text: "[PROXY] started video_id=track-10001 offset=0"),
      LogRow(
        date: now, severity: .warning, text: "[PROXY] retry video_id=track-10002 reason=\"upstream 503\""),
    ]
  }

  /// A busy dashboard that shows its streams.
  static func state(columns: Int = 80, rows: Int = 24) -> State {
    var state = State(size: Size(columns: columns, rows: rows), now: now)
    for message: Message in [
      .started, .session(Session(trackURL: "http://localhost:8080/proxy/")),
      .resolver(name: "yt-dlp", version: "2026.10.26"), .player(player), .status(status),
      .events(events), .tracks(tracks), .playlists(playlists), .log(log),
      .searchResults(.init(words: "layer", hits: [.init(id: id(1), title: "Thin Brown Layer")])),
    ] {
      _ = state.update(message, now: now)
    }
    // The events of the same moment would have the gauges read once more.
    state.wantsStatus = false
    state.toast = nil
    _ = state.update(.key(.character(Tab.streams.digit)), now: now)
    state.look()
    return state
  }

  /// The screen as text.
  static func screen(_ state: State, now: Date = now) -> String {
    renderer.render(state, now: now).cells.text
  }
}

extension State {
  /// Presses keys one after the other: a string's characters, or named keys. The screen is painted after each, as
  /// the main loop does.
  mutating func type(_ keys: [Key], now: Date = Sample.now) -> [Effect] {
    keys.flatMap { key in
      let effects = update(.key(key), now: now)
      look(now: now)
      return effects
    }
  }

  mutating func type(_ text: String, now: Date = Sample.now) -> [Effect] {
    type(text.map { .character($0) }, now: now)
  }

  /// Paints the screen, and looks at it.
  mutating func look(now: Date = Sample.now) {
    _ = update(.shown(Sample.renderer.render(self, now: now).map), now: now)
  }

  /// Where on the screen something can be clicked on.
  func area(of meaning: ScreenMap.Meaning) throws -> Rect {
    try #require(screen.targets.first { $0.meaning == meaning }).area
  }
}
