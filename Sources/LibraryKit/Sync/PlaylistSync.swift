import FoundationEssentials
import Synchronization
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

  /// Forgets a playlist and removes its file, if that is ours still; its tracks stay.
  ///
  /// - Parameter report: told when its file can't be removed.
  /// - Returns: whether a file went.
  /// - Throws: ``PlaylistError/isConfigured(name:)``, `StoreError`.
  @discardableResult
  func remove(
    _ name: String, report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws -> Bool {
    if playlists.contains(where: { PlaylistName.cleaned($0.name) == name }) {
      throw PlaylistError.isConfigured(name: name)
    }
    let isChanged = try await drop(name, report: report)
    if isChanged { await filesChanged() }
    return isChanged
  }

  private func drop(
    _ name: String, report: @escaping @Sendable (LibraryReport) -> Void
  ) async throws(StoreError) -> Bool {
    let files = files
    let (isChanged, problem) = try await store.offPool { store throws(StoreError) in
      let result = try FileResult { try files?.remove(playlist: name) ?? false }
      try store.removePlaylist(named: name)
      return (result.value ?? false, result.problem)
    }
    if let problem { report(.problem(problem)) }
    return isChanged
  }

  /// Gives a playlist and its file another name: a name that is free again may be wanted by the next one.
  private func rename(
    _ renaming: SyncPlan.Renaming, report: @escaping @Sendable (LibraryReport) -> Void
  ) async throws(StoreError) -> Bool {
    let files = files
    let (isChanged, problem) = try await store.offPool { store throws(StoreError) in
      guard try store.renamePlaylist(renaming.old, to: renaming.new), let files,
        let playlist = try store.playlist(named: renaming.new), !playlist.tracks.isEmpty
      else { return (false, nil as String?) }
      let result = try FileResult { try files.write(playlist) }
      return (result.value?.isChanged ?? false, result.problem)
    }
    if let problem { report(.problem(problem)) }
    return isChanged
  }

  // MARK: One playlist

  /// What reading one playlist led to.
  private struct Reading {
    var outcome: SyncOutcome
    /// Why it could not be read, or not to its end.
    var error: URLRefreshError?
    /// The playlists in it, when it is a library.
    var nested: [ListedPlaylist.Nested] = []
  }

  private func sync(
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
          name: job.name, end: known == nil ? .failed(reason) : .kept(reason), tracks: known?.count ?? 0),
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

  // MARK: The library

  /// The playlists of an account, and those the library has of it that are gone.
  private func libraryPlaylists(
    _ nested: [ListedPlaylist.Nested], besides jobs: [SyncPlan.Job]
  ) async throws(StoreError) -> (jobs: [SyncPlan.Job], gone: [String]) {
    let known = try await store.offPool { store throws(StoreError) in try store.playlists() }
    return SyncPlan.libraryJobs(nested, known: known, besides: jobs)
  }
}

/// What became of a file, with the error of the file system as a sentence; the library's errors are thrown.
private struct FileResult<Value: Sendable>: Sendable {
  var value: Value?
  var problem: String?

  init() {}

  /// Does `body` on a thread of the store's own.
  static func offPool(
    _ store: TrackStore, _ body: @escaping @Sendable () throws -> Value
  ) async throws(StoreError) -> Self {
    try await store.offPool { _ throws(StoreError) in try Self(body) }
  }

  init(_ body: () throws -> Value) throws(StoreError) {
    do {
      value = try body()
    } catch let error as StoreError {
      throw error
    } catch let error as PlaylistFileError {
      problem = "\(error.path): \(error.sentence)"
    } catch {
      problem = "\(error)"
    }
  }
}

/// Keeps reports from coming faster than they can be read.
private final class ReportPace: Sendable {
  private static let interval = Duration.milliseconds(100)
  private let next = Mutex(ContinuousClock.now)

  /// Whether it is time for another one.
  var isDue: Bool {
    next.withLock { next in
      let now = ContinuousClock.now
      guard now >= next else { return false }
      next = now + Self.interval
      return true
    }
  }
}
