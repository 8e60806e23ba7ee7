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
    case .resize(let newSize):
      let hadRoom = Self.hasRoomForTwo(size)
      size = newSize
      if hadRoom != Self.hasRoomForTwo(size) { arrange(now: now) }
    case .tick: effects = tick(now: now)
    case .events(let batch, let tracks):
      effects = take(batch, now: now)
      for row in tracks { arrange(after: facts.take(row), now: now) }
    case .status(let snapshot): arrange(after: facts.take(snapshot, now: now), now: now)
    case .player(let snapshot): take(snapshot, now: now)
    case .library(let all): arrange(after: facts.take(all), now: now)
    case .track(let row): arrange(after: facts.take(row), now: now)
    case .playlists(let rows):
      // They may hold something else by now.
      askedPlaylists = []
      arrange(after: facts.take(rows), now: now)
    case .playlist(let content): arrange(after: facts.take(content), now: now)
    case .log(let rows): arrange(after: facts.take(rows), now: now)
    case .resolver(let name, let version):
      facts.resolverName = name
      facts.resolverVersion = version
    case .toast(let severity, let text): say(severity, text, now: now)
    case .progress(let work):
      facts.take(work, now: now)
      supersedeAnnouncement()
    case .workEnded(let id):
      facts.works.removeAll { $0.progress.id == id }
      supersedeAnnouncement()
    case .searchResults(let results):
      supersedeAnnouncement()
      take(results, now: now)
    case .searchFailed(let words):
      supersedeAnnouncement()
      facts.searches.end(words)
      arrange(after: .searches, now: now)
    case .rejected(let request, let reason): reject(request, reason: reason, now: now)
    case .undoable(let what): undoable = what
    case .sound(let sound): show(sound)
    case .themes(let all): take(all)
    case .look(let keys, let theme): take(keys, theme)
    // Whoever hands messages on knows where the configuration is.
    case .settingsChanged: break
    case .problems(let list): facts.problems = list
    case .session(let session): facts.session = session
    case .shown(let map): screen = map
    }
    scrollAsSeen()
    want(by: effects, now: now)
    stopWanting(now: now)
    return effects + readPlaylist()
  }

  /// Asks for the playlist that the screen needs, once.
  private mutating func readPlaylist() -> [Effect] {
    let name = view.wantedPlaylist(list, facts, isDetailSeen: Self.hasRoomForTwo(size))
    guard let name, askedPlaylists.insert(name).inserted else { return [] }
    return [.loadPlaylist(name: name)]
  }

  private mutating func tick(now: Date) -> [Effect] {
    if toast?.isOver(at: now) == true { toast = nil }
    facts.rates.record(facts.totalRate, now: now)
    if view.isOutdated(list, facts, now: now) { arrange(now: now, rowsChanged: true) }
    let sinceAsked = statusAskedAt.map { now.timeIntervalSince($0) } ?? .infinity
    // A clock set back must not keep the gauges from being read.
    guard
      (facts.hasMovingGauges && sinceAsked >= Self.gaugeInterval)
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
      facts.take(event)
      switch event.kind {
      case .syncFinished, .syncFailed: effects += [.loadTracks, .loadPlaylists]
      default: break
      }
    }
    arrange(after: .events, .streams, now: now)
    if statusAskedAt.map({ now.timeIntervalSince($0) >= Self.eventInterval }) ?? true {
      effects.append(readStatus(now: now))
    } else {
      wantsStatus = true
    }
    return effects
  }

  /// Scrolls as little as the selection needs on the screen that is seen.
  private mutating func scrollAsSeen() {
    if screen.tab == tab { list.reveal(height: screen.list.rows) }
    if let limit = screen.overlay?.limit, let scroll = overlay?.scroll {
      overlay?.scroll = min(scroll, limit)
    }
  }
}
