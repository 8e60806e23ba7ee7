import TrackKit

extension PlaylistSync {
  /// Adds the playlist behind `url`, or reads it again when the library has it.
  ///
  /// - Parameter name: what to call it, `nil` for what it calls itself; a number is added when that is taken.
  /// - Throws: `StoreError`, `CancellationError`.
  func add(
    _ url: String, name: String? = nil, origin: PlaylistOrigin = .added,
    report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws -> [SyncOutcome] {
    let known = try await store.offPool { store throws(StoreError) in try store.playlists() }
    let plan = SyncPlan(configured: playlists, known: known, prunes: false)
    let key = YouTubeReference.key(url)
    if name == nil, let job = plan.jobs.first(where: { YouTubeReference.key($0.url) == key }) {
      var one = plan
      one.jobs = [job]
      one.removals = []
      return try await carryOut(one, report: report)
    }
    var one = plan
    one.renamings = []
    one.removals = []
    let isTaken: @Sendable (String) -> Bool = { name in
      known.contains { $0.name == name } || plan.jobs.contains { $0.name == name }
    }
    if let name = name ?? (YouTubeReference.isLibrary(url) ? "Library" : nil) {
      let free = PlaylistName.free(PlaylistName.cleaned(name), isTaken: isTaken)
      one.jobs = [SyncPlan.Job(name: free, url: url, origin: origin)]
      return try await carryOut(one, report: report)
    }
    // What it is called is known only once it has been read.
    one.jobs = [SyncPlan.Job(name: url, url: url, origin: origin)]
    return try await carryOut(one, report: report) { list in
      PlaylistName.free(PlaylistName.cleaned(PlaylistName.title(of: list, at: url)), isTaken: isTaken)
    }
  }
}
