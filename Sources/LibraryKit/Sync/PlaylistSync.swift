import FoundationEssentials
import TrackKit

/// Reads playlists again, brings the library and the files up to date, and says what happens.
///
/// ``SyncPlan`` says what is to be done and ``SyncDecision`` what is taken over; this lists, saves and writes.
/// Usable from any task; cancelling the task ends the yt-dlp under way, and no playlist is left in between.
struct PlaylistSync: Sendable {
  /// `playlists` of the configuration.
  let playlists: [PlaylistSource]
  /// What stands in front of a playlist's name in MPD.
  let prefix: String
  /// Whether playlists whose line in the configuration is gone go, too: not without a configuration file, for then
  /// it is not known which are gone.
  let prunes: Bool
  let store: TrackStore
  /// Who lists.
  let lister: any MediaListing
  /// Where the files go; `nil` when none are to be written.
  let files: PlaylistFiles?
  /// Where it is said what happens.
  let events: EventHub
  /// Told once at the end that files are different, so that MPD may be told.
  let filesChanged: @Sendable () async -> Void

  /// Syncs all playlists.
  ///
  /// - Parameter report: told of everything, from any thread.
  /// - Returns: what became of each, in order.
  /// - Throws: `StoreError`, `CancellationError`.
  @discardableResult
  func all(report: @escaping @Sendable (LibraryReport) -> Void = { _ in }) async throws -> [SyncOutcome] {
    try await adoptFiles()
    let known = try await store.offPool { store throws(StoreError) in try store.playlists() }
    return try await carryOut(
      SyncPlan(configured: playlists, known: known, prunes: prunes), report: report)
  }

  /// Brings the playlists of ytmpd's into the library that MPD's folder has; what is there already stays.
  ///
  /// - Throws: `StoreError`.
  func adoptFiles() async throws(StoreError) {
    guard let files, !store.isReadOnly else { return }
    let names = try await store.offPool { _ throws(StoreError) in try files.adopt() }
    guard !names.isEmpty else { return }
    let list = names.map(TerminalText.quote).joined(separator: ", ")
    events.publish(.notice(.info, "playlists found in \(files.options.folder(.m3u)): \(list)"))
  }

  /// Syncs one playlist.
  ///
  /// - Parameter name: what it is called, with or without the prefix.
  /// - Throws: ``PlaylistError``, `StoreError`, `CancellationError`.
  @discardableResult
  func one(_ name: String, report: @escaping @Sendable (LibraryReport) -> Void = { _ in }) async throws
    -> [SyncOutcome]
  {
    let known = try await store.offPool { store throws(StoreError) in try store.playlists() }
    let plan = try SyncPlan(
      only: name, prefix: prefix, configured: playlists, known: known)
    return try await carryOut(plan, report: report)
  }

  /// Does what `plan` says.
  ///
  /// - Parameter naming: finds a name for a playlist that has none before it is read; `nil` when all have one.
  /// - Throws: `StoreError`, `CancellationError`.
  func carryOut(
    _ plan: SyncPlan, report: @escaping @Sendable (LibraryReport) -> Void = { _ in },
    naming: (@Sendable (ListedPlaylist) -> String)? = nil
  ) async throws -> [SyncOutcome] {
    var isChanged = false
    for renaming in plan.renamings {
      isChanged = try await rename(renaming, report: report) || isChanged
    }
    for name in plan.removals {
      isChanged = try await drop(name, report: report) || isChanged
      report(.removed(name: name))
    }
    var outcomes: [SyncOutcome] = []
    var jobs = plan.jobs[...]
    var ending: String?
    while let job = jobs.popFirst() {
      try Task.checkCancellation()
      if let ending {
        let outcome = SyncOutcome(name: job.name, end: .untried(ending))
        outcomes.append(outcome)
        report(.finished(outcome))
        continue
      }
      report(.started(name: job.name, number: outcomes.count + 1, count: outcomes.count + 1 + jobs.count))
      let read = try await sync(job, report: report, naming: naming)
      outcomes.append(read.outcome)
      report(.finished(read.outcome))
      isChanged = isChanged || read.outcome.file?.isChanged == true
      if let error = read.error, error.concernsAllTracks {
        // Nothing that follows could end otherwise.
        ending = error.listingSentence
      }
      if case .read = read.outcome.end, YouTubeReference.isLibrary(job.url) {
        let (more, gone) = try await libraryPlaylists(read.nested, besides: plan.jobs)
        for name in gone {
          isChanged = try await drop(name, report: report) || isChanged
          report(.removed(name: name))
        }
        jobs += more
      }
    }
    if let files, try await FileResult.offPool(store, { try files.removeOrphans() }).value == true {
      isChanged = true
    }
    if isChanged { await filesChanged() }
    return outcomes
  }

  /// The playlists of an account, and those the library has of it that are gone.
  private func libraryPlaylists(
    _ nested: [ListedPlaylist.Nested], besides jobs: [SyncPlan.Job]
  ) async throws(StoreError) -> (jobs: [SyncPlan.Job], gone: [String]) {
    let known = try await store.offPool { store throws(StoreError) in try store.playlists() }
    return SyncPlan.libraryJobs(nested, known: known, besides: jobs)
  }
}
