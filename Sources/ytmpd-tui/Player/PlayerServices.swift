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
  ///   - prefetchTracks: how many songs ahead have their URLs kept fresh.
  ///   - reporter: who is told of plays; `nil` for no reports.
  init(
    _ player: PlayerService, library: Library, urls: TrackURL, events: EventHub, prefetchTracks: Int,
    reporter: (any PlayReporting)?
  ) {
    let (store, resolver) = (library.store, library.resolver)
    let prefetch = Prefetch(.init(library, count: prefetchTracks, urls: urls))
    let changed: @Sendable (VideoID) -> Void = { [weak player] id in player?.tell(.historyChanged(id)) }
    let losses = LossWatch(
      link: player.link, store: store, resolver: resolver, events: events,
      isQueued: { [weak player] id in
        player?.snapshot?.queue.contains { urls.track(behind: $0.uri) == id } ?? false
      }, tell: changed)
    let reports = reporter.map { HistoryReports(reporter: $0, refusedFor: { resolver.retryAfter }) }
    let history = PlayHistory(
      urls: urls, refresh: { [link = player.link] in link.refresh() },
      outcomes: .init(
        played: { id, date in
          await Self.keep(id, at: date, in: store, events: events)
          changed(id)
          reports?.note(id)
        }, heard: { id, start in await losses.heard(id, since: start) }))
    let watch = LibraryWatch(
      events: events, store: store, isConnected: { [weak player] in player?.snapshot != nil },
      retag: { [link = player.link] in link.retag() })
    player.watch { update in
      switch update {
      case .snapshot(let snapshot):
        prefetch.note(snapshot)
        history.note(snapshot)
      case .lost:
        prefetch.note(nil)
        history.note(nil)
      case .connected, .historyChanged: break
      }
    }
    all = [prefetch, losses, history, watch] + (reports.map { [$0] } ?? [])
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
