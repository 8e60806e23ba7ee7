import FoundationEssentials
import TrackKit

/// All that the dashboard was told. The views show it; nothing that is typed changes it.
struct Facts: Sendable {
  /// The proxy's gauges, `nil` until they were read.
  var status: ProxyStatus?
  /// The most streams that were active at once.
  var mostActive = 0
  var player: PlayerSnapshot
  /// The track of ours that the player plays or has paused.
  var playingTrack: VideoID?
  /// When the player that is gone is looked for next.
  var playerRetryAt: Date?
  /// Where the song is in the player's queue.
  var songPlace: Int?
  /// Whether the player knows the album of a song in its queue.
  var hasAlbums = false
  /// The song the user has asked to hear, until it is heard.
  var wanted: Wanted?
  var library = TrackLibrary()
  /// Whether the library was read; until then it is not known whether it is empty.
  var isLibraryLoaded = false
  var playlists: [PlaylistRow] = []
  /// What playlists hold, as far as it was asked for.
  var contents: [String: PlaylistContent] = [:]
  var searches = SearchBook()
  var syncs: [String: SyncState] = [:]
  var book = StreamBook()
  var events = EventLog()
  var log = LogLines()
  var rates = RateHistory()
  var resolverName = "yt-dlp"
  var resolverVersion: String?
  /// The long work under way, oldest first.
  var works: [Work] = []
  var session = Session()
  /// What is missing on this machine.
  var problems: [PartProblem] = []

  /// Nothing is known yet.
  init(now: Date) { player = PlayerSnapshot(takenAt: now) }

  /// The tracks of the library in the store's order.
  var tracks: [TrackRow] { library.rows }

  /// The gauges, all at zero until they were read.
  var gauges: ProxyStatus { status ?? ProxyStatus() }

  /// Bytes per second of all streams together.
  var totalRate: Int64 { status?.streams.list.reduce(0) { $0 + max(0, $1.bytesPerSecond) } ?? 0 }

  /// The streams that wait for their next try.
  var retryingCount: Int { gauges.streams.list.count { $0.state == .retrying } }

  /// Streams or refreshes are under way, so that the gauges move.
  var hasMovingGauges: Bool {
    guard let status else { return false }
    return !status.streams.list.isEmpty || status.refreshes.running > 0
  }

  /// Nothing was ever added.
  var isNew: Bool { isLibraryLoaded && tracks.isEmpty && playlists.isEmpty }

  /// What is missing on this machine, a resolver that is paused and a lost player included; each part once.
  var allProblems: [PartProblem] {
    var problems = problems
    let resolver = gauges.resolver
    if resolver.health != .good, !problems.contains(where: { $0.part == resolverName }) {
      problems.append(
        PartProblem(
          part: resolverName, problem: resolver.reason ?? resolver.word,
          cure: "Tracks with a URL play on. Run `ytmpd-tui doctor` for details."))
    }
    guard !player.connected, let problem = player.problem else { return problems }
    let cure =
      "Start \(player.name), or set mpd_socket_path or MPD_HOST; run `ytmpd-tui doctor` for details."
    return problems + [PartProblem(part: player.name, problem: problem, cure: cure)]
  }

  /// The best name there is for a track.
  func name(of id: VideoID) -> String {
    library[id]?.displayName ?? status?.streams.list.first { $0.videoID == id }?.displayName ?? id.rawValue
  }

  /// The stream of the song that is on; the latest of those there were.
  var playingStream: StreamBook.Entry? { playingTrack.flatMap { book.latest(of: $0) } }
}
