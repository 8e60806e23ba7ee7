import FoundationEssentials
public import TrackKit

/// What is to be on this machine for good.
extension Library {
  /// What a person means by each of `words`: a playlist, or a track.
  ///
  /// - Throws: `TrackNotFoundError`, ``PlaylistError/unknown(name:known:)``, `StoreError`.
  public func keepTargets(_ words: [String]) throws -> [KeepTarget] {
    try words.map { try KeepTarget($0, in: store, prefix: options.files.prefix) }
  }

  /// Marks tracks and playlists.
  ///
  /// - Returns: the tracks that are to be there now because of them.
  /// - Throws: `StoreError`.
  public func keep(_ targets: [KeepTarget]) async throws(StoreError) -> [VideoID] {
    try await store.offPool { store throws(StoreError) in
      var ids: [VideoID] = []
      for target in targets {
        switch target {
        case .track(let id):
          try store.keep([id])
          ids.append(id)
        case .playlist(let name):
          try store.keepPlaylist(named: name)
          ids += try store.playlist(named: name)?.tracks.map(\.id) ?? []
        }
      }
      var seen: Set<VideoID> = []
      return ids.filter { seen.insert($0).inserted }
    }
  }

  /// Takes marks away. What was downloaded stays as long as there is room for it.
  ///
  /// - Returns: for each target of which something has to be said, what.
  /// - Throws: `StoreError`.
  public func unkeep(_ targets: [KeepTarget]) async throws(StoreError) -> [KeepRemnant] {
    try await store.offPool { store throws(StoreError) in
      var remnants: [KeepRemnant] = []
      for target in targets {
        switch target {
        case .track(let id):
          let wasMarked = try !store.unkeep([id]).isEmpty
          let names = try store.playlists(keeping: id)
          if !names.isEmpty {
            remnants.append(.stillKept(id, by: names))
          } else if !wasMarked {
            remnants.append(.wasNotKept(target))
          }
        case .playlist(let name):
          if try !store.unkeepPlaylist(named: name) { remnants.append(.wasNotKept(target)) }
        }
      }
      return remnants
    }
  }

  /// Everything that is kept, the one that was marked first in front.
  ///
  /// - Throws: `StoreError`.
  public func keptTracks() async throws(StoreError) -> [KeptTrack] {
    try await store.offPool { store throws(StoreError) in try store.keptListing() }
  }

  /// What people call a track.
  ///
  /// - Throws: `StoreError`.
  public func name(of id: VideoID) async throws(StoreError) -> String {
    try await store.offPool { store throws(StoreError) in try store.track(id)?.displayName ?? id.rawValue }
  }

  /// Waits until each of `ids` is on this machine, or given up, whoever downloads them.
  ///
  /// - Parameters:
  ///   - interval: how often the library is looked at.
  ///   - isOver: whether nobody downloads any more.
  ///   - report: told what happens, from one task.
  /// - Throws: `StoreError`, `CancellationError`.
  public func awaitKept(
    _ ids: [VideoID], every interval: Duration = .milliseconds(500), isOver: @Sendable () async -> Bool,
    report: @Sendable (KeepReport) -> Void
  ) async throws -> KeepOutcome {
    var progress = KeepProgress()
    let wanted = Set(ids)
    while true {
      // Asked before the library is: what ended in between is seen.
      let isOver = await isOver()
      let tracks = try await store.offPool { store throws(StoreError) in
        try store.keptListing().filter { wanted.contains($0.id) }
      }
      for news in progress.take(tracks) { report(news) }
      if isOver || tracks.allSatisfy(\.isSettled) { return KeepOutcome(tracks) }
      try await Task.sleep(for: interval)
    }
  }
}
