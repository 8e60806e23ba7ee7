public import FoundationEssentials
import TrackKit

extension State {
  /// The gauges are read at most this often because time passes.
  static let gaugeInterval = 0.5
  /// Events have them read sooner, but not for each of a hundred that come at once.
  static let eventInterval = 0.1

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
    case .library(let all): take(all)
    case .track(let row): take(row)
    case .playlists(let rows):
      playlists = rows
      arrangePlaylists()
    case .resolver(let name, let version):
      resolverName = name
      resolverVersion = version
    case .toast(let severity, let text): say(severity, text, now: now)
    case .progress(let work): take(work, now: now)
    case .workEnded(let id): works.removeAll { $0.progress.id == id }
    case .log(let rows):
      log.append(rows)
      arrangeLog()
    case .searchResults(let results): overlay = .results(results, index: 0)
    case .problems(let list): problems = list
    case .session(let now): session = now
    }
    revealSelections()
    return effects
  }

  /// Shows a sentence for a while.
  mutating func say(_ severity: ProxyEvent.Severity, _ text: String, now: Date) {
    toast = Toast(severity: severity, text: text, until: now + Toast.lifetime(severity))
  }

  private mutating func tick(now: Date) -> [Effect] {
    if let toast, toast.until <= now { self.toast = nil }
    rates.record(totalRate, now: now)
    if streamList.sources.contains(where: { !StreamBook.isShown(book.entries[$0], now: now) }) {
      arrangeStreams(now: now)
    }
    let sinceAsked = statusAskedAt.map { now.timeIntervalSince($0) } ?? .infinity
    // A clock set back must not keep the gauges from being read.
    guard
      (hasMovingGauges && sinceAsked >= Self.gaugeInterval)
        || (wantsStatus && sinceAsked >= Self.eventInterval) || sinceAsked < 0
    else { return [] }
    return [readStatus(now: now)]
  }

  private mutating func readStatus(now: Date) -> Effect {
    statusAskedAt = now
    wantsStatus = false
    return .readStatus
  }

  private mutating func take(_ batch: [ProxyEvent], now: Date) -> [Effect] {
    guard !batch.isEmpty else { return [] }
    var effects: [Effect] = []
    for event in batch {
      events.append(event)
      book.take(event)
      switch event.kind {
      case .refreshSucceeded(let track, _), .refreshFailed(let track, _): effects.append(.loadTrack(track.id))
      case .syncStarted(let name): syncs[name] = .reading(entries: 0, total: nil)
      case .syncProgress(let name, let entries, let total):
        syncs[name] = .reading(entries: entries, total: total)
      case .syncFinished(let name, _, _):
        syncs[name] = .done(at: event.date)
        effects += [.loadTracks, .loadPlaylists]
      case .syncFailed(let name, let reason):
        syncs[name] = .failed(reason)
        effects += [.loadTracks, .loadPlaylists]
      default: break
      }
    }
    arrangeEvents()
    arrangeStreams(now: now)
    if statusAskedAt.map({ now.timeIntervalSince($0) >= Self.eventInterval }) ?? true {
      effects.append(readStatus(now: now))
    } else {
      wantsStatus = true
    }
    return effects
  }

  private mutating func take(_ snapshot: ProxyStatus, now: Date) {
    status = snapshot
    mostActive = max(mostActive, snapshot.streams.active)
    rates.record(totalRate, now: now)
    book.take(snapshot.streams.list, now: now)
    arrangeStreams(now: now)
  }

  private mutating func take(_ snapshot: PlayerSnapshot) {
    let queueChanged = snapshot.queue != player.queue
    player = snapshot
    let song: PlayerSnapshot.QueueSong? =
      if snapshot.connected, snapshot.state == .play || snapshot.state == .pause {
        snapshot.songID.flatMap { id in snapshot.queue.first { $0.id == id } }
      } else {
        nil
      }
    playingTrack = song?.videoID
    guard queueChanged else { return }
    let ids = Set(snapshot.queue.map(\.id))
    queueList.keepMarks(ids.contains)
    arrangeQueue()
  }

  private mutating func take(_ all: TrackLibrary) {
    isLibraryLoaded = true
    library = all
    trackList.keepMarks { all.places[$0] != nil }
    arrangeTracks()
  }

  private mutating func take(_ row: TrackRow) {
    // In a large library a new URL alone must not sort everything anew.
    if let changed = library.update(row), !changed.contains(trackOrder) { return }
    arrangeTracks()
  }

  private mutating func take(_ work: WorkProgress, now: Date) {
    if let place = works.firstIndex(where: { $0.progress.id == work.id }) {
      works[place].progress = work
    } else {
      works.append(Work(progress: work, since: now))
    }
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
