import TrackKit

/// Playlists that go, or go by another name, and their files with them.
extension PlaylistSync {
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

  func drop(
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
  func rename(
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
}
