import TrackKit

/// Playlists that were named after their title at YouTube go by a new one.
extension PlaylistSync {
  /// Renames the playlist of `job` if it is called otherwise at YouTube now; its file follows when it is written.
  ///
  /// - Returns: the job with the name that holds.
  /// - Throws: `StoreError`.
  func followTitle(
    of list: ListedPlaylist, for job: SyncPlan.Job
  ) async throws(StoreError) -> SyncPlan.Job {
    guard let title = Self.title(of: list, for: job) else { return job }
    let configured = Set(playlists.map { PlaylistName.cleaned($0.name) })
    let renamed = try await store.offPool { store throws(StoreError) in
      let taken = configured.union(try store.playlists().map(\.name))
      let name = PlaylistTitle.name(
        after: title, called: job.name, known: try store.title(ofPlaylist: job.name), isTaken: taken.contains)
      guard let name, try store.renamePlaylist(job.name, to: name) else { return nil as String? }
      return name
    }
    guard let renamed else { return job }
    let (old, new) = (TerminalText.quote(job.name), TerminalText.quote(renamed))
    events.publish(.notice(.info, "the playlist \(old) is called \(new) at YouTube now, and here"))
    var job = job
    job.name = renamed
    return job
  }

  /// Keeps the title that the playlist of `job` is named after.
  ///
  /// - Throws: `StoreError`.
  func noteTitle(
    of list: ListedPlaylist, for job: SyncPlan.Job, in store: TrackStore
  ) throws(StoreError) {
    guard let title = Self.title(of: list, for: job) else { return }
    let known = try store.title(ofPlaylist: job.name)
    guard known != title, known != nil || PlaylistTitle.isNamed(job.name, after: title) else { return }
    try store.noteTitle(title, ofPlaylist: job.name)
  }

  /// The title of a playlist that may follow it; `nil` for one that is called what the user, or the program, calls it.
  private static func title(of list: ListedPlaylist, for job: SyncPlan.Job) -> String? {
    guard job.origin == .added || job.origin == .library, list.title != nil,
      !YouTubeReference.isLibrary(job.url)
    else { return nil }
    return PlaylistName.cleaned(PlaylistName.title(of: list, at: job.url))
  }
}
