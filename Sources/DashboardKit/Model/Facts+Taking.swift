import FoundationEssentials
import TrackKit

extension Facts {
  /// Takes the proxy's gauges.
  mutating func take(_ snapshot: ProxyStatus, now: Date) -> Change? {
    status = snapshot
    mostActive = max(mostActive, snapshot.streams.active)
    rates.record(totalRate, now: now)
    book.take(snapshot.streams.list, now: now)
    return .streams
  }

  /// Takes an event.
  mutating func take(_ event: ProxyEvent) {
    events.append(event)
    book.take(event)
    switch event.kind {
    case .mpdLost(_, let wait): playerRetryAt = event.date + wait.seconds
    case .mpdConnected: playerRetryAt = nil
    case .syncStarted(let name): syncs[name] = .reading(entries: 0, total: nil)
    case .syncProgress(let name, let entries, let total):
      syncs[name] = .reading(entries: entries, total: total)
    case .syncFinished(let name, _, _): syncs[name] = .done(at: event.date)
    case .syncFailed(let name, let reason): syncs[name] = .failed(reason)
    default: break
    }
  }

  /// Takes what the player said.
  mutating func take(_ snapshot: PlayerSnapshot) -> Change? {
    let snapshot = withLengths(snapshot)
    let isQueueChanged = snapshot.queue != player.queue
    let isSongChanged =
      snapshot.songID != player.songID || snapshot.connected != player.connected
      || snapshot.hasSong != player.hasSong
      || snapshot.options != player.options
    player = snapshot
    let song: PlayerSnapshot.QueueSong? =
      if snapshot.connected, snapshot.state == .play || snapshot.state == .pause {
        snapshot.songID.flatMap { id in snapshot.queue.first { $0.id == id } }
      } else {
        nil
      }
    playingTrack = song?.videoID
    if isQueueChanged || isSongChanged { songPlace = snapshot.songPlace }
    if isQueueChanged { hasAlbums = snapshot.queue.contains { $0.album?.isEmpty == false } }
    return isQueueChanged ? .queue : isSongChanged ? .song : nil
  }

  /// Takes the whole library.
  mutating func take(_ all: TrackLibrary) -> Change? {
    isLibraryLoaded = true
    library = all
    player = withLengths(player)
    return .library
  }

  /// A player that has restored its queue knows no song's length before it has played it; the library may.
  private func withLengths(_ snapshot: PlayerSnapshot) -> PlayerSnapshot {
    var snapshot = snapshot
    for place in snapshot.queue.indices where snapshot.queue[place].duration == nil {
      guard let duration = snapshot.queue[place].videoID.flatMap({ library[$0]?.duration }) else { continue }
      snapshot.queue[place].duration = duration
      if snapshot.queue[place].id == snapshot.songID, snapshot.duration == nil {
        snapshot.duration = duration
      }
    }
    return snapshot
  }

  /// Takes a track that is new or has changed.
  mutating func take(_ row: TrackRow) -> Change? {
    library.update(row).map { .track($0) } ?? .library
  }

  /// Takes all playlists.
  mutating func take(_ rows: [PlaylistRow]) -> Change? {
    playlists = rows
    let names = Set(rows.map(\.name))
    contents = contents.filter { names.contains($0.key) }
    return .playlists
  }

  /// Takes what a playlist holds.
  mutating func take(_ content: PlaylistContent) -> Change? {
    contents[content.name] = content
    return .playlists
  }

  /// Takes lines of the log, oldest first.
  mutating func take(_ rows: [LogRow]) -> Change? {
    log.append(rows)
    return .log
  }

  /// Takes how far a piece of long work has come.
  mutating func take(_ progress: WorkProgress, now: Date) {
    if let place = works.firstIndex(where: { $0.progress.id == progress.id }) {
      works[place].progress = progress
    } else {
      works.append(Work(progress: progress, since: now))
    }
  }
}
