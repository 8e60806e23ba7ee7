import FoundationEssentials
import LibraryKit
import MPDKit
import ServiceLifecycle
import TrackKit

/// What is done with the knowledge of what MPD plays: URLs are kept fresh, losses and plays are kept, names are
/// corrected.
struct PlayerServices {
  /// The services, each of which learns from the player by itself.
  let all: [any Service]

  /// - Parameters:
  ///   - marks: marks what fails, and is told of what plays.
  ///   - prefetchTracks: how many songs ahead have their URLs kept fresh; read anew each time.
  ///   - fillAhead: told which songs these are, so that the cache has them in time.
  ///   - canPlay: whether a listener would get a track now.
  ///   - reporter: who is told of plays; `nil` for no reports.
  init(
    _ player: PlayerService, library: Library, urls: TrackURL, events: EventHub, marks: TrackMarks,
    prefetchTracks: @escaping @Sendable () -> Int, fillAhead: @escaping @Sendable ([VideoID]) -> Void,
    reporter: (any PlayReporting)?, canPlay: @escaping @Sendable (VideoID) async -> Bool
  ) {
    let (store, resolver) = (library.store, library.resolver)
    let prefetch = Prefetch(.init(library, count: prefetchTracks, urls: urls, fillAhead: fillAhead))
    let changed: @Sendable (VideoID) -> Void = { [weak player] id in player?.tell(.historyChanged(id)) }
    let resumption = MusicResumption(
      .init(
        client: player.link.client,
        isQueued: { [weak player] id in
          player?.snapshot?.queue.contains { urls.track(behind: $0.uri) == id } ?? false
        }, canPlay: canPlay, refusedFor: { resolver.retryAfter },
        refresh: { [link = player.link] in link.refresh() }), events: events)
    let losses = LossWatch(
      link: player.link, urls: urls, events: events, queue: { [weak player] in player?.snapshot?.queue ?? [] }
    ) { resumption.note($0) }
    let reports = reporter.map {
      HistoryReports(reporter: library.watched($0), refusedFor: { resolver.pauseInAdvance })
    }
    let history = PlayHistory(
      urls: urls, refresh: { [link = player.link] in link.refresh() },
      outcomes: .init(
        played: { id, date in
          await Self.keep(id, at: date, in: store, events: events)
          changed(id)
          reports?.note(id)
        }, heard: { id, start in if losses.heard(id, since: start) { await marks.plays(id) } }))
    let watch = LibraryWatch(
      events: events, store: store, isConnected: { [weak player] in player?.snapshot != nil },
      retag: { [link = player.link] in link.retag() })
    player.watch { update in
      switch update {
      case .snapshot(let snapshot):
        prefetch.note(snapshot)
        history.note(snapshot)
        resumption.note(snapshot)
      case .lost:
        prefetch.note(nil)
        history.note(nil)
      case .connected, .historyChanged, .undoable: break
      }
    }
    all = [prefetch, losses, resumption, history, watch] + (reports.map { [$0] } ?? [])
  }

  private static func keep(_ id: VideoID, at date: Date, in store: TrackStore, events: EventHub) async {
    guard !store.isReadOnly else { return }
    do throws(StoreError) {
      try await store.offPool { store throws(StoreError) in
        guard try store.track(id) != nil else { return }
        try store.notePlayed(id, at: date)
      }
    } catch {
      events.publish(.notice(.error, "a play is not kept: \(error.sentence)"))
    }
  }
}
