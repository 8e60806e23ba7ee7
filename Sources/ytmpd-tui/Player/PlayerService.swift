import LibraryKit
import MPDKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Keeps up with MPD, and tells the relay, the events and the dashboard what it learns.
final class PlayerService: Service {
  /// Gives commands to MPD, and tags its queue.
  let link: MPDLink

  private static let settlingTime = Duration.seconds(2)
  /// How long the headers for an MPD are held back until it is known whether it is ours; it bears far more.
  private static let inquiryTime = Duration.seconds(3)

  private let events: EventHub
  private let linkChanged: @Sendable (PlayerLink) -> Void
  private let latest = Mutex<MPDSnapshot?>(nil)
  private let history = Mutex(SongHistory())
  private let watchers = Mutex(Watchers())
  private let changes = UndoStack()

  private struct Watchers {
    var last = 0
    var all: [Int: @Sendable (Update) -> Void] = [:]
    /// What was last known of the connection, for who comes later.
    var connection: Update?
  }

  /// What watchers learn.
  enum Update: Sendable {
    /// MPD answers.
    case connected(address: String, version: String)
    /// MPD does not; why.
    case lost(String)
    /// What it plays and has queued.
    case snapshot(MPDSnapshot)
    /// The history of a track has changed: it was played, lost, or plays again.
    case historyChanged(VideoID)
    /// What can be taken back of the queue, in a word or two; `nil` for nothing.
    case undoable(String?)
  }

  /// A service for the MPD at `address`.
  ///
  /// - Parameters:
  ///   - urls: tells which tracks the songs of the queue are.
  ///   - tags: the tags of those songs of the queue that are ours, by their URIs; without it another process tags
  ///     the queue.
  ///   - linkChanged: told of what the relay wants to know of the player, for the first time before MPD was asked for.
  init(
    address: MPDAddress, events: EventHub, urls: TrackURL, tags: @escaping SongRecogniser = { _ in [:] },
    linkChanged: @escaping @Sendable (PlayerLink) -> Void = { _ in }
  ) {
    self.events = events
    self.linkChanged = linkChanged
    link = MPDLink(address: address, key: { urls.track(behind: $0)?.rawValue }, recogniser: tags)
    updateRelay()
  }

  /// The tags of songs whose URL is one of `urls`, as `store` knows them.
  static func tags(from store: TrackStore, urls: TrackURL, events: EventHub) -> SongRecogniser {
    { uris in
      let ids = uris.compactMap { uri in urls.track(behind: uri).map { (uri, $0) } }
      guard !ids.isEmpty else { return [:] }
      do throws(StoreError) {
        return try await store.offPool { store throws(StoreError) in
          var tags: [String: SongTags] = [:]
          for (uri, id) in ids {
            guard let track = try store.track(id) else { continue }
            tags[uri] = SongTags(artist: track.artist, title: track.title, album: track.album)
          }
          return tags
        }
      } catch {
        events.publish(.notice(.error, "MPD's queue can't be tagged: \(error.sentence)"))
        return [:]
      }
    }
  }

  /// The player as it was last seen, `nil` while there is none.
  var snapshot: MPDSnapshot? { latest.withLock { $0 } }

  /// Tells `watcher` of everything from now on, on any thread; of what is known already at once.
  ///
  /// - Returns: the number by which ``unwatch(_:)`` knows it.
  @discardableResult
  func watch(_ watcher: @escaping @Sendable (Update) -> Void) -> Int {
    let (number, connection) = watchers.withLock { watchers in
      watchers.last += 1
      watchers.all[watchers.last] = watcher
      return (watchers.last, watchers.connection)
    }
    if let connection { watcher(connection) }
    if let snapshot { watcher(.snapshot(snapshot)) }
    watcher(.undoable(changes.next))
    return number
  }

  /// Tells a watcher nothing more.
  func unwatch(_ number: Int) { watchers.withLock { $0.all[number] = nil } }

  /// Keeps up until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [link] in
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await link.run() }
        group.addTask { await self.follow() }
      }
    }
  }

  private func follow() async {
    await withDiscardingTaskGroup { group in
      await follow { [link] in
        group.addTask {
          do { try await Task.sleep(for: Self.settlingTime) } catch { return }
          link.refresh()
        }
      }
      group.cancelAll()
    }
  }

  /// - Parameter readAgain: asks for another look at the player in a moment.
  private func follow(readAgain: () -> Void) async {
    var lastLoss: String?
    var settling: MPDSongID?
    for await update in link.updates {
      switch update {
      case .connected(let endpoint, let version):
        lastLoss = nil
        events.publish(.mpdConnected(address: endpoint.description, version: version.description))
        tell(.connected(address: endpoint.description, version: version.description))
      case .lost(let error, let retryIn):
        latest.withLock { $0 = nil }
        // It is tried again and again; only news is worth an event.
        if lastLoss != error.description {
          events.publish(.mpdLost(reason: error.description, retryIn: retryIn))
        }
        lastLoss = error.description
        tell(.lost(error.description))
      case .snapshot(let snapshot):
        latest.withLock { $0 = snapshot }
        history.withLock { $0.note(snapshot.status.songID) }
        tell(.snapshot(snapshot))
        // MPD does not say when it has learnt a song's bit rate, which takes it a moment.
        if snapshot.status.state == .playing, settling != snapshot.status.songID {
          settling = snapshot.status.songID
          readAgain()
        }
      case .tagged(let songs): events.publish(.mpdTagged(songs: songs))
      case .failed(let error): events.publish(.mpdFailed(reason: error.description))
      case .unreadable(let songs): events.publish(.notice(.warning, Self.sentence(on: songs)))
      case .playlistsChanged, .partitionsChanged: break
      }
      updateRelay()
    }
  }

  /// Says which songs of the queue MPD can't tell of.
  private static func sentence(on songs: [MPDSong]) -> String {
    let places = songs.prefix(5).map { "\($0.position + 1)" }.joined(separator: ", ")
    let more = songs.count > 5 ? " and \(songs.count - 5) more" : ""
    return
      "MPD can't send song \(places)\(more) of its queue: its tags are longer than max_output_buffer_size in mpd.conf; "
      + "all other songs are unaffected"
  }

  private func updateRelay() {
    let (state, link) = (latest.withLock { $0?.status.state }, link)
    linkChanged(
      PlayerLink(
        player: .init(connected: state != nil, state: state?.playerState ?? .unknown),
        claim: { Self.claim(on: $0, by: link) }, inquire: { await Self.inquire($0, of: link) },
        isBlocked: { await link.isBlocked(within: $0) }))
  }

  /// Whose an MPD's request is, by what is known of the queue.
  private static func claim(on id: VideoID, by link: MPDLink) -> PlayerClaim? {
    link.tagsQueue && link.queueHolds(id.rawValue) ? .tagged : nil
  }

  /// Whose an MPD's request is, by what MPD says.
  private static func inquire(_ id: VideoID, of link: MPDLink) async -> PlayerClaim {
    switch await link.holding(id.rawValue, within: inquiryTime) {
    case .held(let mayTag): mayTag ? .tagged : .untagged
    case .absent: .foreign
    // Ours says nothing while it waits for the very headers that are held back.
    case .unknown: link.tagsQueue ? .tagged : .foreign
    }
  }

  /// What was on before the current song, for going back in random order.
  func goBack() -> MPDSongID? {
    let queue = snapshot?.queue ?? []
    return history.withLock { $0.goBack(in: queue) }
  }

  /// Keeps a change of the queue that can be taken back.
  func push(_ change: UndoStack.Change) {
    changes.push(change)
    tell(.undoable(changes.next))
  }

  /// Takes the latest change of the queue; `nil` when there is none.
  func popChange() -> UndoStack.Change? {
    guard let change = changes.pop() else { return nil }
    tell(.undoable(changes.next))
    return change
  }

  /// Has nothing to take back any more.
  func forgetChanges() {
    changes.clear()
    tell(.undoable(nil))
  }

  /// Tells all watchers, on the caller's thread.
  func tell(_ update: Update) {
    let all = watchers.withLock { watchers in
      switch update {
      case .connected, .lost: watchers.connection = update
      case .snapshot, .historyChanged, .undoable: break
      }
      return watchers.all.values
    }
    for watcher in all { watcher(update) }
  }
}

extension MPDStatus.State {
  /// The state in the words of `/status`.
  fileprivate var playerState: PlayerState {
    switch self {
    case .playing: .play
    case .paused: .pause
    case .stopped: .stop
    }
  }
}
