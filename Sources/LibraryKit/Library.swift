public import FoundationEssentials
public import TrackKit

/// The collection: the tracks and playlists of one database, and all that can be done with them.
///
/// It may be used from any task. Work that takes long reports what it does, ends when its task is cancelled, and
/// leaves no playlist half done.
public struct Library: Sendable {
  /// The database.
  public let store: TrackStore
  /// Who gets URLs; the relay asks the same one, so that a track is resolved once however many want it.
  public let resolver: StreamResolver
  /// What the user wants.
  private let wishes: LibraryWishes
  /// Lets syncs run one after the other.
  private let line: SyncLine
  private let makeSync: @Sendable (LibraryOptions) -> PlaylistSync

  private var discovery: Discovery { Discovery(sync: sync) }
  private var batch: ResolveBatch {
    ResolveBatch(resolver: resolver, concurrency: options.resolverConcurrency)
  }

  /// A library over `store`.
  ///
  /// - Parameters:
  ///   - urls: where the tracks will be played from; `nil` where that is not known, and then no playlist files are written.
  ///   - resolver: who gets URLs, from the same database.
  ///   - lister: who lists playlists, and searches.
  ///   - events: where it is said what happens.
  ///   - filesChanged: told after playlist files have changed, whatever changed them, so that MPD may be told.
  public init(
    _ store: TrackStore, options: LibraryOptions, urls: TrackURL?, resolver: StreamResolver,
    lister: any MediaListing, events: EventHub, filesChanged: @escaping @Sendable () async -> Void
  ) {
    self.store = store
    self.resolver = resolver
    wishes = LibraryWishes(options)
    makeSync = { options in
      PlaylistSync(
        playlists: options.playlists, prefix: options.files.prefix, prunes: options.prunes, store: store,
        lister: WatchedLister(lister: lister, resolver: resolver),
        files: urls.map { PlaylistFiles(options.files, store: store, urls: $0) },
        events: events,
        filesChanged: filesChanged)
    }
    line = SyncLine(makeSync(options))
  }

  /// What the user wants.
  public var options: LibraryOptions { wishes.options }

  /// Reads playlists.
  private var sync: PlaylistSync { line.sync }

  /// Heeds other wishes from now on, in all copies of this library; work under way goes on by the old ones.
  public func take(_ options: LibraryOptions) {
    wishes.options = options
    line.sync = makeSync(options)
  }

  /// Ends every run of yt-dlp that gets a URL, and returns when the last process is gone.
  public func stop() async { await resolver.stop() }

  /// Reports plays by `reporter`, whose runs count, and whose refusals hold for all.
  public func watched(_ reporter: any PlayReporting) -> any PlayReporting {
    WatchedReporter(reporter: reporter, resolver: resolver)
  }

  // MARK: What there is

  /// The playlist that a person means by `name`: with or without the prefix, or by the name of its file.
  ///
  /// - Throws: ``PlaylistError/unknown(name:known:)``, `StoreError`.
  public func playlist(matching name: String) async throws -> StoredPlaylist {
    let prefix = options.files.prefix
    let (found, names) = try await store.offPool { store throws(StoreError) in
      (try store.playlist(matching: name, prefix: prefix), try store.playlists().map(\.name))
    }
    guard let found else { throw PlaylistError.unknown(name: name, known: names) }
    return found
  }

  /// Every track.
  ///
  /// - Throws: `StoreError`.
  public func allTracks() async throws(StoreError) -> [VideoID] {
    try await store.offPool { store throws(StoreError) in try store.tracks().map(\.id) }
  }

  /// `ids`, each of which the library holds.
  ///
  /// - Throws: `TrackNotFoundError` for the first that it does not hold; `StoreError`.
  public func known(_ ids: [VideoID]) async throws -> [VideoID] {
    let missing = try await store.offPool { store throws(StoreError) in
      for id in ids where try store.track(id) == nil { return id as VideoID? }
      return nil
    }
    if let missing { throw TrackNotFoundError(id: missing) }
    return ids
  }

  /// The tracks whose URL has expired, the one that expired first in front.
  ///
  /// - Throws: `StoreError`.
  public func expiredTracks() async throws(StoreError) -> [VideoID] {
    let freshness = options.freshness
    return try await store.offPool { store throws(StoreError) in
      try store.expiredTracks(freshness: freshness, now: Date()).map(\.id)
    }
  }

  // MARK: What can be done

  /// Registers tracks and playlists, the playlists first, since they are quicker.
  ///
  /// - Parameter report: told of everything, from any thread.
  /// - Returns: what of it did not succeed, which was reported.
  /// - Throws: `StoreError`, `CancellationError`.
  public func add(
    _ references: [YouTubeReference], report: @escaping @Sendable (LibraryReport) -> Void
  ) async throws -> AdditionOutcome {
    try await Addition(sync: sync, batch: batch, report: report).add(references)
  }

  /// Reads all playlists again and rewrites their files. One sync runs after the other: who asks while one runs gets the
  /// next one, together with all others who ask meanwhile.
  ///
  /// - Parameter report: told of everything, from any thread.
  /// - Returns: what became of each, in order.
  /// - Throws: `StoreError`, `CancellationError`.
  public func syncAll(
    report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws -> [SyncOutcome] {
    try await line.run(.all, report: report)
  }

  /// Reads one playlist again and rewrites its file.
  ///
  /// - Parameters:
  ///   - name: what it is called, with or without the prefix.
  ///   - report: told of everything, from any thread.
  /// - Throws: ``PlaylistError``, `StoreError`, `CancellationError`.
  public func syncPlaylist(
    _ name: String, report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws -> [SyncOutcome] {
    try await line.run(.one(name), report: report)
  }

  /// Gets new URLs for tracks, whatever the age of those they have.
  ///
  /// - Parameters:
  ///   - cause: why, for events.
  ///   - report: told of each, from any thread.
  /// - Throws: `CancellationError`.
  public func refresh(
    _ ids: [VideoID], cause: String, report: @escaping @Sendable (LibraryReport) -> Void
  ) async throws -> RefreshOutcome {
    try await batch.run(ids, cause: cause, report: report)
  }

  /// Forgets a playlist and removes its file, if that is ours still; its tracks stay.
  ///
  /// - Parameters:
  ///   - name: its name in the library.
  ///   - report: told when its file can't be removed.
  /// - Throws: ``PlaylistError/isConfigured(name:)``, `StoreError`.
  public func removePlaylist(
    _ name: String, report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws {
    try await sync.remove(name, report: report)
  }

  /// Searches YouTube for `words`.
  ///
  /// - Parameters:
  ///   - count: at most so many results.
  ///   - onProgress: told how many have come, on any thread.
  /// - Throws: ``DiscoveryError``.
  public func search(
    _ words: String, count: Int = 20, onProgress: @escaping @Sendable (_ results: Int) -> Void = { _ in }
  ) async throws(DiscoveryError) -> SearchRecord {
    try await discovery.search(words, count: count, onProgress: onProgress)
  }

  /// The results of the last search, if it was for `words` and no longer than an hour ago; of any words when there
  /// are none.
  ///
  /// - Throws: ``DiscoveryError/store(_:)``.
  public func rememberedSearch(
    _ words: String, now: Date = Date()
  ) async throws(DiscoveryError) -> SearchRecord? {
    try await discovery.rememberedSearch(words, now: now)
  }

  /// Makes the playlist "Radio" out of what goes with a track, in place of the radio before.
  ///
  /// - Parameter report: told of everything, from any thread.
  /// - Returns: the playlist, with its tracks, and what became of it.
  /// - Throws: ``DiscoveryError``.
  public func radio(
    of id: VideoID, report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws(DiscoveryError) -> (playlist: StoredPlaylist, outcome: SyncOutcome) {
    try await discovery.radio(of: id, report: report)
  }

  /// Reads the playlists by itself, and when it is asked to.
  ///
  /// - Parameter schedule: when to sync unasked, `nil` for never.
  public func autoSync(_ schedule: SyncSchedule?) -> AutoSync {
    AutoSync(sync, line: line, schedule: schedule) { [resolver] in resolver.pauseInAdvance }
  }
}
