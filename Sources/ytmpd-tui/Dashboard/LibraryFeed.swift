import DashboardKit
import Dispatch
import FoundationEssentials
import LibraryKit
import TerminalKit
import TrackKit

/// Reads the library for the screen, and posts what it has read.
///
/// One read after the other, each with its post: what is posted last was read last. Read side by side, the whole
/// library could be posted behind a track that was read after it, and put the old track back.
struct LibraryFeed: Sendable {
  private let store: TrackStore
  private let inbox: any MessageTaking
  private let freshness: URLFreshness
  private let reads = DispatchQueue(label: "ytmpd-tui.dashboard.library")

  /// What reads `store` for the main loop that reads `inbox`.
  init(store: TrackStore, inbox: any MessageTaking, freshness: URLFreshness) {
    self.store = store
    self.inbox = inbox
    self.freshness = freshness
  }

  /// Posts all tracks. What a filter needs is made ready here, away from the main thread.
  ///
  /// - Throws: when the library can't be read.
  func postTracks() async throws(StoreError) {
    try await post { store throws(StoreError) in
      .library(TrackLibrary(try store.tracks().map { TrackRow($0, freshness: freshness) }))
    }
  }

  /// Posts one track, if there is one.
  ///
  /// - Throws: when the library can't be read.
  func postTrack(_ id: VideoID) async throws(StoreError) {
    try await post { store throws(StoreError) in
      try store.storedTrack(id).map { .track(TrackRow($0, freshness: freshness)) }
    }
  }

  /// Posts `event` together with the track that it changed.
  ///
  /// - Throws: when the library can't be read; the event is posted all the same.
  func postTrack(_ id: VideoID, with event: ProxyEvent) async throws(StoreError) {
    do throws(StoreError) {
      try await post { store throws(StoreError) in
        let row = try store.storedTrack(id).map { TrackRow($0, freshness: freshness) }
        return .events([event], tracks: row.map { [$0] } ?? [])
      }
    } catch {
      inbox.post(.events([event]))
      throw error
    }
  }

  /// Posts all playlists.
  ///
  /// - Throws: when the library can't be read.
  func postPlaylists() async throws(StoreError) {
    try await post { store throws(StoreError) in .playlists(try store.playlists().map(PlaylistRow.init)) }
  }

  /// Posts what a playlist holds, if there is one.
  ///
  /// - Throws: when the library can't be read.
  func postPlaylist(_ name: String) async throws(StoreError) {
    try await post { store throws(StoreError) in
      guard let playlist = try store.playlist(named: name) else { return nil }
      return .playlist(
        PlaylistContent(
          name: playlist.summary.name, tracks: playlist.tracks.map(\.id),
          leftOut: try store.leftOut(ofPlaylist: name)))
    }
  }

  /// Posts the tracks of which more or less is on this machine than in `shown`, or that are kept or not any more, and the
  /// playlists with them.
  ///
  /// - Returns: what is on this machine now.
  /// - Throws: when the library can't be read.
  func postLocalAudio(
    changedSince shown: [VideoID: LocalAudio]
  ) async throws(StoreError) -> [VideoID: LocalAudio] {
    let now = try await store.offPool { store throws(StoreError) in try store.localAudio() }
    let changed = Set(now.keys).union(shown.keys).filter { now[$0] != shown[$0] }
    guard !changed.isEmpty else { return now }
    if changed.count > Self.mostRows {
      try await postTracks()
    } else {
      try await post { store throws(StoreError) in
        var rows: [TrackRow] = []
        for id in changed {
          if let stored = try store.storedTrack(id) { rows.append(TrackRow(stored, freshness: freshness)) }
        }
        return .events([], tracks: rows)
      }
    }
    try await postPlaylists()
    return now
  }

  /// So many rows are read one by one; for more, the whole library is.
  private static let mostRows = 200

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
  /// A row for `stored`, with the end of its URL.
  init(_ stored: StoredTrack, freshness: URLFreshness) {
    self.init(stored, staleAt: stored.track.media.map(freshness.staleAt))
  }
}

extension PlaylistRow {
  /// A playlist of the library.
  init(_ summary: PlaylistSummary) {
    self.init(
      name: summary.name, trackCount: summary.count, source: summary.url, skipped: summary.skipped,
      syncedAt: summary.syncedAt.timeIntervalSince1970 > 0 ? summary.syncedAt : nil,
      completeCount: summary.completeCount, isKept: summary.isKept)
  }
}
