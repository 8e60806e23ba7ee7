import TrackKit

/// One playlist: listed, judged, and taken over if it is good enough.
extension PlaylistSync {
  /// What reading one playlist led to.
  struct Reading {
    var outcome: SyncOutcome
    /// Why it could not be read, or not to its end.
    var error: URLRefreshError?
    /// The playlists in it, when it is a library.
    var nested: [ListedPlaylist.Nested] = []
  }

  func sync(
    _ job: SyncPlan.Job, report: @escaping @Sendable (LibraryReport) -> Void,
    naming: (@Sendable (ListedPlaylist) -> String)?
  ) async throws -> Reading {
    guard let lock = PlaylistLock(playlist: job.name, database: store.path) else {
      return Reading(outcome: SyncOutcome(name: job.name, end: .busy))
    }
    defer { withExtendedLifetime(lock) {} }
    events.publish(.syncStarted(playlist: job.name))
    let known = try await store.offPool { store throws(StoreError) in
      try store.playlist(named: job.name)?.tracks.map(\.id)
    }
    var reading: Reading
    do {
      let list = try await list(job, report: report)
      var job = job
      if let naming { job.name = naming(list) }
      reading = try await take(list, for: job, known: known)
    } catch let error as URLRefreshError {
      try Task.checkCancellation()
      let reason = error.listingSentence
      reading = Reading(
        outcome: SyncOutcome(
          name: job.name, end: known == nil ? .failed(reason) : .kept(reason), tracks: known?.count ?? 0,
          failure: error.failureClass),
        error: error)
      try await note(reason, of: job.name)
    }
    publish(reading.outcome)
    return reading
  }

  private func list(
    _ job: SyncPlan.Job, report: @escaping @Sendable (LibraryReport) -> Void
  ) async throws(URLRefreshError) -> ListedPlaylist {
    let (events, pace) = (events, ReportPace())
    let progress: @Sendable (Int, Int?) -> Void = { entries, total in
      guard pace.isDue else { return }
      report(.reading(name: job.name, entries: entries, total: total))
      events.publish(.syncProgress(playlist: job.name, entries: entries, total: total))
    }
    if YouTubeReference.isLibrary(job.url) {
      return try await lister.list(job.url, limit: YtDlpResolver.longestListing, onProgress: progress)
    }
    return try await PlaylistTree(lister: lister).list(job.url, onProgress: progress)
  }

  /// Takes over what was read, if it is good enough.
  private func take(
    _ list: ListedPlaylist, for job: SyncPlan.Job, known: [VideoID]?
  ) async throws -> Reading {
    var outcome = SyncOutcome(
      name: job.name, end: .failed(""), tracks: known?.count ?? 0, leftOut: list.leftOut)
    var problem: String?
    switch SyncDecision(list, known: known) {
    case .replace: break
    case .replaceByPart(let reason): problem = reason
    case .keep(let reason):
      outcome.end = .kept(reason)
      try await note(reason, of: job.name)
      return Reading(outcome: outcome, error: list.problem)
    case .nothing(let reason):
      outcome.end = .failed(reason)
      outcome.failure = list.problem?.failureClass
      return Reading(outcome: outcome, error: list.problem)
    }
    let job = try await followTitle(of: list, for: job)
    outcome.name = job.name
    let (files, isLibrary) = (files, YouTubeReference.isLibrary(job.url))
    let saved = try await store.offPool { [problem] store throws(StoreError) in
      let change = try store.savePlaylist(
        name: job.name, url: job.url, origin: job.origin, tracks: list.entries, official: list.official,
        leftOut: list.leftOut)
      try noteTitle(of: list, for: job, in: store)
      if let problem { try store.notePlaylistProblem(problem, of: job.name) }
      let leftOut = try store.leftOut(ofPlaylist: job.name)
      // The list of an account's playlists has no tracks of its own.
      guard let files, !isLibrary, let playlist = try store.playlist(named: job.name) else {
        return (change, leftOut, FileResult<PlaylistFiles.Written>())
      }
      return (change, leftOut, try FileResult { try files.write(playlist) })
    }
    outcome.tracks = list.entries.count
    outcome.leftOut = saved.1
    outcome.file = saved.2.value
    outcome.notices = (saved.2.value?.notices ?? []) + [saved.2.problem].compactMap { $0 }
    if list.isCut {
      outcome.notices.append("it has more tracks than the \(list.entries.count) that are kept")
    }
    outcome.failure = list.problem?.failureClass
    outcome.end = problem.map { .partial($0) } ?? .read(saved.0)
    return Reading(outcome: outcome, error: list.problem, nested: isLibrary ? list.nested : [])
  }

  private func note(_ reason: String, of name: String) async throws(StoreError) {
    try await store.offPool { store throws(StoreError) in try store.notePlaylistProblem(reason, of: name) }
  }

  private func publish(_ outcome: SyncOutcome) {
    switch outcome.end {
    case .read:
      events.publish(
        .syncFinished(playlist: outcome.name, tracks: outcome.tracks, skipped: outcome.leftOut.count))
    case .partial(let reason), .kept(let reason), .failed(let reason):
      events.publish(.syncFailed(playlist: outcome.name, reason: reason))
    case .busy, .untried: break
    }
    for notice in outcome.notices { events.publish(.notice(.warning, "\(outcome.name): \(notice)")) }
  }
}
