import FoundationEssentials
import TrackKit

extension State {
  /// Bytes per second of all streams together.
  var totalRate: Int64 { status?.streams.list.reduce(0) { $0 + max(0, $1.bytesPerSecond) } ?? 0 }

  /// Filters and sorts the streams.
  mutating func arrangeStreams(now: Date) {
    let all = book.entries
    let shown = all.indices.filter { StreamBook.isShown(all[$0], now: now) }
    var sources = passing(streamList.filter, shown) {
      [all[$0].stream.displayName, all[$0].stream.client, all[$0].stream.state.rawValue]
    }
    switch streamOrder {
    case .age: break
    case .track:
      let names = Dictionary(uniqueKeysWithValues: sources.map { ($0, folded(all[$0].stream.displayName)) })
      sources = sources.sorted { (names[$0] ?? "", $0) < (names[$1] ?? "", $1) }
    case .client: sources = sources.sorted { (all[$0].stream.client, $0) < (all[$1].stream.client, $1) }
    case .state:
      sources = sources.sorted { (all[$0].stream.state.urgency, $0) < (all[$1].stream.state.urgency, $1) }
    case .sent: sources = sources.sorted { (-all[$0].stream.bytesSent, $0) < (-all[$1].stream.bytesSent, $1) }
    case .rate:
      sources = sources.sorted { (-all[$0].stream.bytesPerSecond, $0) < (-all[$1].stream.bytesPerSecond, $1) }
    }
    if streamList.isReversed { sources.reverse() }
    streamList.show(ids: sources.map { all[$0].id }, sources: sources)
  }

  /// Filters and sorts the library.
  mutating func arrangeTracks() {
    let sources = library.places(
      query: FilterQuery(trackList.filter), order: trackOrder, isReversed: trackList.isReversed)
    trackList.show(ids: sources.map { library.rows[$0].id }, sources: sources)
  }

  /// Filters and sorts the playlists.
  mutating func arrangePlaylists() {
    let all = playlists
    playlistList.keepMarks { name in all.contains { $0.name == name } }
    var sources = passing(playlistList.filter, Array(all.indices)) { [all[$0].name] }
    switch playlistOrder {
    case .name: break
    case .tracks: sources = sources.sorted { (-all[$0].trackCount, $0) < (-all[$1].trackCount, $1) }
    case .synced:
      let times = all.map { $0.syncedAt?.timeIntervalSince1970 ?? 0 }
      sources = sources.sorted { (-times[$0], $0) < (-times[$1], $1) }
    }
    if playlistList.isReversed { sources.reverse() }
    playlistList.show(ids: sources.map { all[$0].id }, sources: sources)
  }

  /// Filters MPD's queue.
  mutating func arrangeQueue() {
    let queue = player.queue
    let sources = passing(queueList.filter, Array(queue.indices)) { [queue[$0].displayName] }
    queueList.show(ids: sources.map { queue[$0].id }, sources: sources)
  }

  /// Filters the events, newest first; the newest stays selected until another one is.
  mutating func arrangeEvents() {
    let lines = events.lines
    var places = Array(lines.indices.reversed())
    if eventFilter.group != .all { places = places.filter { eventFilter.group.contains(lines[$0]) } }
    if let track = eventFilter.track { places = places.filter { lines[$0].track?.id == track.id } }
    let sources = passing(eventList.filter, places) { [lines[$0].kind, lines[$0].text] }
    eventList.show(ids: sources.map { lines[$0].id }, sources: sources, following: true)
  }

  /// Filters the log, newest first.
  mutating func arrangeLog() {
    let rows = log.rows
    let sources = passing(logList.filter, Array(rows.indices.reversed())) { [rows[$0].row.text] }
    logList.show(ids: sources.map { rows[$0].id }, sources: sources, following: true)
  }

  /// Filters and sorts the view that is shown.
  mutating func arrange(now: Date) {
    switch tab {
    case .streams: arrangeStreams(now: now)
    case .tracks: arrangeTracks()
    case .playlists: arrangePlaylists()
    case .queue: arrangeQueue()
    case .events: arrangeEvents()
    case .log: arrangeLog()
    }
  }

  /// Selects the next row, or the one before, that contains what was filtered for last.
  ///
  /// - Returns: whether there is one.
  mutating func selectMatch(forward: Bool) -> Bool {
    let list = list
    let query = FilterQuery(list.filter.isEmpty ? list.lastFilter : list.filter)
    let (count, start) = (list.count, list.index)
    guard count > 0, !query.isEmpty else { return false }
    let matches: [Bool]? = tab == .tracks ? library.matches(query) : nil
    for step in 1...count {
      let place = ((start + (forward ? step : -step)) % count + count) % count
      let source = source(at: place)
      guard matches?[source] ?? query.matches(texts(ofSource: source)) else { continue }
      changeList(.select(at: place))
      return true
    }
    return false
  }

  /// What a filter looks at in a row of the view that is shown.
  private func texts(ofSource source: Int) -> [String] {
    switch tab {
    case .streams: [book.entries[source].stream.displayName, book.entries[source].stream.client]
    case .tracks: tracks[source].searchTexts
    case .playlists: [playlists[source].name]
    case .queue: [player.queue[source].displayName]
    case .events: [events.lines[source].kind, events.lines[source].text]
    case .log: [log.rows[source].row.text]
    }
  }

  /// Those of `places` whose texts contain every word of the filter.
  private func passing(_ filter: String, _ places: [Int], texts: (Int) -> [String]) -> [Int] {
    // Without a filter no text is put together: this runs for each event.
    let query = FilterQuery(filter)
    guard !query.isEmpty else { return places }
    return places.filter { query.matches(texts($0)) }
  }

  private func folded(_ text: String) -> String { String(decoding: Folding.fold(text), as: UTF8.self) }
}

extension ProxyStatus.Stream {
  /// `Artist - Title`, or the title alone.
  var displayName: String { Wording.name(artist: artist, title: title) }
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
