import ProxyKit

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

extension State {
  /// The gauges are read at most this often because time passes; events read them at once.
  static let gaugeInterval = 0.5

  /// Takes one message, and says what is to be done about it. The only way the state changes.
  public mutating func update(_ message: Message, now: Date) -> [Effect] {
    var effects: [Effect] = []
    switch message {
    case .started:
      effects = [.loadTracks, .loadPlaylists, .readStatus]
      statusAskedAt = now
    case .key(let key): effects = press(key, now: now)
    case .resize(let newSize): size = newSize
    case .tick: effects = tick(now: now)
    case .events(let batch): effects = take(batch, now: now)
    case .status(let snapshot): take(snapshot, now: now)
    case .player(let snapshot): take(snapshot)
    case .tracks(let rows): take(rows)
    case .track(let row): take(row)
    case .playlists(let rows):
      playlists = rows
      arrangePlaylists()
    case .resolver(let name, let version):
      resolverName = name
      resolverVersion = version
    case .toast(let severity, let text): say(severity, text, now: now)
    case .progress(let work):
      if let place = works.firstIndex(where: { $0.id == work.id }) {
        works[place] = work
      } else {
        works.append(work)
      }
    case .workEnded(let id): works.removeAll { $0.id == id }
    case .log(let rows):
      log.append(rows)
      arrangeLog()
    case .searchResults: break
    case .problems(let list): problems = list
    case .session(let now): session = now
    }
    revealSelections()
    return effects
  }

  /// Shows a sentence for a while.
  mutating func say(_ severity: ProxyEvent.Severity, _ text: String, now: Date) {
    toast = Toast(severity: severity, text: text, until: now + Toast.lifetime)
  }

  private mutating func tick(now: Date) -> [Effect] {
    if let toast, toast.until <= now { self.toast = nil }
    rates.record(totalRate, now: now)
    guard hasMovingGauges, statusAskedAt.map({ now.timeIntervalSince($0) >= Self.gaugeInterval }) ?? true
    else { return [] }
    statusAskedAt = now
    return [.readStatus]
  }

  private mutating func take(_ batch: [ProxyEvent], now: Date) -> [Effect] {
    guard !batch.isEmpty else { return [] }
    var effects: [Effect] = []
    for event in batch {
      events.append(event)
      switch event.kind {
      case .refreshSucceeded(let track, _): effects.append(.loadTrack(track.id))
      case .syncFinished, .syncFailed: effects += [.loadTracks, .loadPlaylists]
      default: break
      }
    }
    arrangeEvents()
    statusAskedAt = now
    return effects + [.readStatus]
  }

  private mutating func take(_ snapshot: ProxyStatus, now: Date) {
    status = snapshot
    rates.record(totalRate, now: now)
    arrangeStreams()
  }

  private mutating func take(_ snapshot: PlayerSnapshot) {
    let queueChanged = snapshot.queue != player.queue
    player = snapshot
    if queueChanged { arrangeQueue() }
  }

  private mutating func take(_ rows: [TrackRow]) {
    tracks = rows
    trackPlaces = Dictionary(rows.indices.map { (rows[$0].id, $0) }) { first, _ in first }
    arrangeTracks()
  }

  private mutating func take(_ row: TrackRow) {
    if let place = trackPlaces[row.id] {
      let old = tracks[place]
      tracks[place] = row
      // In a large library a new URL alone must not sort everything anew.
      var renewed = old
      renewed.staleAt = row.staleAt
      guard renewed != row || trackOrder == .freshness else { return }
    } else {
      trackPlaces[row.id] = tracks.count
      tracks.append(row)
    }
    arrangeTracks()
  }

  /// Scrolls each list as little as its selection needs.
  private mutating func revealSelections() {
    let rows = layout.listRows
    switch tab {
    case .streams: streamList.reveal(height: rows)
    case .tracks: trackList.reveal(height: rows)
    case .playlists: playlistList.reveal(height: rows)
    case .queue: queueList.reveal(height: rows)
    case .events: eventList.reveal(height: rows)
    case .log: logList.reveal(height: rows)
    }
  }
}
