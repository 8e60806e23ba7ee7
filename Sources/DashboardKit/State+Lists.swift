import ProxyKit

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension State {
  /// Bytes per second of all streams together.
  var totalRate: Int64 { status?.streams.list.reduce(0) { $0 + max(0, $1.bytesPerSecond) } ?? 0 }

  /// Filters and sorts the streams.
  mutating func arrangeStreams() {
    let all = status?.streams.list ?? []
    var sources = passing(streamList.filter, all) { [$0.title, $0.artist ?? "", $0.client] }
    switch streamOrder {
    case .age: break
    case .track:
      sources = stable(sources) { all[$0].displayName.lowercased() < all[$1].displayName.lowercased() }
    case .state: sources = stable(sources) { all[$0].state.urgency < all[$1].state.urgency }
    case .rate: sources = stable(sources) { all[$0].bytesPerSecond > all[$1].bytesPerSecond }
    }
    streamList.show(ids: sources.map { all[$0].id }, sources: sources)
  }

  /// Filters and sorts the library.
  mutating func arrangeTracks() {
    let all = tracks
    var sources = passing(trackList.filter, all) {
      [$0.title, $0.artist ?? "", $0.album ?? "", $0.id.rawValue]
    }
    switch trackOrder {
    case .library: break
    case .track:
      let names = all.map { $0.displayName.lowercased() }
      sources = stable(sources) { names[$0] < names[$1] }
    case .length: sources = stable(sources) { (all[$0].duration ?? .zero) < (all[$1].duration ?? .zero) }
    case .freshness:
      sources = stable(sources) {
        (all[$0].staleAt?.timeIntervalSince1970 ?? 0) < (all[$1].staleAt?.timeIntervalSince1970 ?? 0)
      }
    }
    trackList.show(ids: sources.map { all[$0].id }, sources: sources)
  }

  /// Filters the playlists.
  mutating func arrangePlaylists() {
    let sources = passing(playlistList.filter, playlists) { [$0.name] }
    playlistList.show(ids: sources.map { playlists[$0].id }, sources: sources)
  }

  /// Filters MPD's queue.
  mutating func arrangeQueue() {
    let queue = player.queue
    let sources = passing(queueList.filter, queue) { [$0.displayName] }
    queueList.show(ids: sources.map { queue[$0].id }, sources: sources)
  }

  /// Filters the events, newest first; the newest stays selected until another one is.
  mutating func arrangeEvents() {
    let lines = events.lines
    let sources = Array(passing(eventList.filter, lines) { [$0.kind, $0.text] }.reversed())
    eventList.show(ids: sources.map { lines[$0].id }, sources: sources, following: true)
  }

  /// Filters the log, newest first.
  mutating func arrangeLog() {
    let rows = log.rows
    let sources = Array(passing(logList.filter, rows) { [$0.row.text] }.reversed())
    logList.show(ids: sources.map { rows[$0].id }, sources: sources, following: true)
  }

  /// Sets the filter of the view that is shown.
  mutating func setFilter(_ text: String) {
    switch tab {
    case .streams:
      streamList.filter = text
      arrangeStreams()
    case .tracks:
      trackList.filter = text
      arrangeTracks()
    case .playlists:
      playlistList.filter = text
      arrangePlaylists()
    case .queue:
      queueList.filter = text
      arrangeQueue()
    case .events:
      eventList.filter = text
      arrangeEvents()
    case .log:
      logList.filter = text
      arrangeLog()
    }
  }

  /// Moves the selection of the view that is shown.
  mutating func moveSelection(by step: Int) {
    switch tab {
    case .streams: streamList.move(by: step)
    case .tracks: trackList.move(by: step)
    case .playlists: playlistList.move(by: step)
    case .queue: queueList.move(by: step)
    case .events: eventList.move(by: step)
    case .log: logList.move(by: step)
    }
  }

  /// The places of the rows that contain the filter in one of their texts, in any case.
  private func passing<Row>(_ filter: String, _ rows: [Row], texts: (Row) -> [String]) -> [Int] {
    // Without a filter no text is put together: this runs for each event.
    guard !filter.isEmpty else { return Array(rows.indices) }
    let needle = filter.lowercased()
    return rows.indices.filter { texts(rows[$0]).contains { $0.lowercased().contains(needle) } }
  }

  private func stable(_ sources: [Int], by precedes: (Int, Int) -> Bool) -> [Int] {
    sources.sorted { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
  }
}

extension ProxyStatus.Stream {
  /// `Artist - Title`, or the title alone.
  var displayName: String {
    guard let artist, !artist.isEmpty else { return title }
    return "\(artist) - \(title)"
  }
}

extension StreamState {
  /// What needs attention sorts first.
  var urgency: Int {
    switch self {
    case .lost: 0
    case .filling: 1
    case .stalled: 2
    case .retrying: 3
    case .refreshing: 4
    case .resolving: 5
    case .holding: 6
    case .queued: 7
    case .streaming: 8
    case .done: 9
    }
  }
}
