import Foundation

@testable import DashboardKit
@testable import TrackKit

/// A dashboard as it is on a good evening: an album's worth of songs, one of them on, with a stream that had to try twice.
extension Sample {
  private static let songs: [(artist: String?, title: String, album: String?, seconds: Int)] = [
    ("Paper Harbour", "Morning Ferry", "Low Tide", 38), ("Élodie Brûlé", "Déjà l’été", "Cartes postales", 44),
    ("霧島ユウ", "朝の窓", nil, 52), ("The Quiet Machines", "Don’t Mind the Gap", "Night Shift", 47),
    ("Mirjam Vos", "Straßenbahn nach Norden", "Linie 7", 61), (nil, "Field recording, March", nil, 185),
    ("Oleander", "Starlight (live at the old observatory, second night)", "Live", 244),
    ("Saltmarsh Choir", "Tide Tables", "Low Tide", 199), ("Nils Åkermark", "Snö", "Vinter", 156),
    ("Two Lamps", "Kitchen Radio", nil, 121), ("Ивета", "Дорога домой", "Дорога", 233),
    ("Paper Harbour", "Last Boat", "Low Tide", 217),
  ]

  private static func track(_ place: Int) -> TrackRow {
    let song = songs[place]
    let staleAt: Date? = place % 5 == 4 ? nil : place % 4 == 3 ? now - 900 : now + 15_120 + Double(place) * 60
    var row = TrackRow(
      Track(
        id: id(place + 1), title: song.title, artist: song.artist, album: song.album,
        duration: .seconds(song.seconds)), staleAt: staleAt)
    row.format = place % 3 == 2 ? "aac 130k" : "opus 160k"
    row.playCount = place % 4
    row.lastPlayedAt = place % 4 == 0 ? nil : now - 700 * Double(place * place)
    if place == 9 { row.failure = "the video is private (private)" }
    return row
  }

  private static var eveningPlayer: PlayerSnapshot {
    var player = player
    player.artist = "Paper Harbour"
    player.title = "Morning Ferry"
    player.elapsed = .seconds(13)
    player.duration = .seconds(38)
    player.bitrate = 160
    player.audioFormat = "48000:16:2"
    player.options = [.repeat]
    player.queue = songs.indices.map { place in
      let song = songs[place]
      return .init(
        id: UInt32(place + 1), artist: song.artist, title: song.title, album: song.album,
        duration: .seconds(song.seconds), videoID: id(place + 1))
    }
    return player
  }

  private static func eveningStatus(second: Int) -> ProxyStatus {
    var status = ProxyStatus()
    status.streams.limit = 10
    status.streams.active = 2
    status.streams.servedTotal = 14
    status.streams.rejectedTotal = 1
    status.streams.leftTotal = 3
    status.retriesTotal = 4
    status.refreshes.succeededTotal = 17
    let rates: [Int64] = [20, 48, 190, 162, 140, 150, 139, 162, 120, 149, 122, 162]
    var first = stream(7, "Paper Harbour", "Morning Ferry", .streaming, age: 13)
    first.videoID = id(1)
    first.length = 760_000
    first.bytesSent = 640_000
    first.offset = 640_000
    first.bytesPerSecond = rates[min(second, rates.count - 1)] * 1000
    first.details.request = "the whole track"
    first.details.status = 200
    first.details.fields = [HeaderField(name: "content-type", value: "audio/webm")]
    first.details.contentType = "audio/webm"
    first.details.formatID = "251"
    first.details.bitrate = 160
    first.details.trackLength = 760_000
    first.details.urlResolvedAt = now - 3600
    first.details.urlExpiresAt = now + 18_000
    var second = stream(8, "Élodie Brûlé", "Déjà l’été", .retrying, client: "mpv 0.37", age: 5)
    second.videoID = id(2)
    second.length = 880_000
    second.bytesSent = 210_000
    second.attempt = 1
    second.attemptLimit = 3
    second.retryAt = now + 0.4
    second.reason = "upstream 503"
    status.streams.list = [first, second]
    status.tracks = .init(total: 12, fresh: 7, expired: 3, unresolved: 2)
    return status
  }

  private static var eveningEvents: [ProxyEvent] {
    let first = StreamReference(
      id: 7, track: reference(1, "Paper Harbour - Morning Ferry"), client: "MPD 0.23.12")
    let second = StreamReference(id: 8, track: reference(2, "Élodie Brûlé - Déjà l’été"), client: "mpv 0.37")
    let kinds: [(Double, ProxyEvent.Kind)] = [
      (14, .mpdTagged(songs: 12)), (13, .streamAdmitted(first)), (13, .streamStarted(first, offset: 0)),
      (
        6,
        .streamRetrying(
          first, attempt: 1, limit: 3, delay: .seconds(1), offset: 220_000, reason: "upstream 503")
      ),
      (5, .streamResumed(first, offset: 220_000)), (5, .streamStarted(second, offset: 0)),
      (
        4,
        .streamRetrying(
          first, attempt: 1, limit: 3, delay: .seconds(1), offset: 480_000, reason: "connection lost")
      ),
      (3, .streamResumed(first, offset: 480_000)),
      (2, .refreshStarted(reference(3, "霧島ユウ - 朝の窓"), cause: "URL 5 h 02 min old")),
      (
        1,
        .streamRetrying(
          second, attempt: 1, limit: 3, delay: .seconds(1), offset: 210_000, reason: "upstream 503")
      ),
    ]
    return kinds.enumerated().map { .init(sequence: UInt64($0 + 1), date: now - $1.0, kind: $1.1) }
  }

  /// A good evening, at the song that is on.
  static func evening(columns: Int, rows: Int) -> State {
    var state = State(size: Size(columns: columns, rows: rows), now: now)
    var messages: [Message] = [
      .started, .session(Session(trackURL: "http://localhost:8080/proxy/")),
      .resolver(name: "yt-dlp", version: "2026.10.26"), .player(eveningPlayer),
      .tracks(songs.indices.map(track)),
      .playlists([
        .init(name: "Demo", trackCount: 12, source: "PLdemo", skipped: 2, syncedAt: now - 700),
        .init(name: "Evening", trackCount: 248, source: "PLevening", syncedAt: now - 7300),
        .init(name: "Radio of Morning Ferry", trackCount: 25, syncedAt: now - 90_000),
      ]),
      .playlist(
        PlaylistContent(
          name: "Demo", tracks: songs.indices.map { id($0 + 1) },
          leftOut: [
            LeftOutEntry(reference: "track-10091", name: "Unreleased (private)", reason: .isPrivate),
            LeftOutEntry(reference: "track-10092", reason: .deleted),
          ])), .log(log),
      .searchResults(SearchResults(words: "tidal", hits: [])),
      .searchResults(
        SearchResults(
          words: "paper harbour",
          hits: [1, 12, 30, 31].map { number in
            number <= songs.count
              ? .init(
                id: id(number), artist: songs[number - 1].artist, title: songs[number - 1].title,
                duration: .seconds(songs[number - 1].seconds))
              : .init(
                id: id(number), artist: "Paper Harbour", title: "Gulls, part \(number - 29)",
                duration: .seconds(180 + number))
          })),
    ]
    for message in messages { _ = state.update(message, now: now - 14) }
    messages = [.events(eveningEvents)]
    for second in 0..<12 {
      _ = state.update(.status(eveningStatus(second: second)), now: now - 11 + Double(second))
    }
    for message in messages { _ = state.update(message, now: now) }
    state.wantsStatus = false
    state.toast = nil
    state.look()
    return state
  }
}
