import DashboardKit
import Dispatch
import FoundationEssentials
import ProxyKit

/// Reads the library for the screen, and posts what it has read.
///
/// One read after the other, each with its post: what is posted last was read last. Read side by side, the whole
/// library could be posted behind a track that was read after it, and put the old track back.
struct LibraryFeed: Sendable {
  private let store: TrackStore
  private let inbox: Inbox
  private let maximumAge: Duration
  private let reads = DispatchQueue(label: "ytmpd-tui.dashboard.library")

  /// What reads `store` for whoever reads `inbox`; URLs are fresh until they are `maximumAge` old.
  init(store: TrackStore, inbox: Inbox, maximumAge: Duration) {
    self.store = store
    self.inbox = inbox
    self.maximumAge = maximumAge
  }

  /// Posts all tracks. What a filter needs is made ready here, away from the main thread.
  ///
  /// - Throws: when the library can't be read.
  func postTracks() async throws(StoreError) {
    try await post { store throws(StoreError) in
      .library(TrackLibrary(try store.tracks().map { TrackRow($0, maximumAge: maximumAge) }))
    }
  }

  /// Posts one track, if there is one.
  ///
  /// - Throws: when the library can't be read.
  func postTrack(_ id: VideoID) async throws(StoreError) {
    try await post { store throws(StoreError) in
      try store.storedTrack(id).map { .track(TrackRow($0, maximumAge: maximumAge)) }
    }
  }

  /// Posts all playlists.
  ///
  /// - Throws: when the library can't be read.
  func postPlaylists() async throws(StoreError) {
    try await post { store throws(StoreError) in .playlists(try store.playlists().map(PlaylistRow.init)) }
  }

  private func post(
    _ read: @escaping @Sendable (TrackStore) throws(StoreError) -> Message?
  ) async throws(StoreError) {
    let failure: StoreError? = await withCheckedContinuation { continuation in
      reads.async {
        do throws(StoreError) {
          if let message = try read(store) { inbox.post(message) }
          continuation.resume(returning: nil)
        } catch {
          continuation.resume(returning: error)
        }
      }
    }
    if let failure { throw failure }
  }
}

extension TrackRow {
  /// A row for `stored`, whose URL is fresh until it is `maximumAge` old or about to end.
  init(_ stored: StoredTrack, maximumAge: Duration) {
    let freshness = URLFreshness(maximumAge: maximumAge)
    self.init(stored, staleAt: stored.track.media.map(freshness.staleAt))
  }
}

extension PlaylistRow {
  /// A playlist of the library.
  init(_ summary: PlaylistSummary) {
    self.init(
      name: summary.name, trackCount: summary.count, source: summary.url, skipped: summary.skipped,
      syncedAt: summary.syncedAt.timeIntervalSince1970 > 0 ? summary.syncedAt : nil)
  }
}
