import FoundationEssentials
public import TrackKit

/// Finds music: searches YouTube, and has it make the radio of a track. For the command line and the dashboard.
///
/// Whatever is found is in the library before it is handed over, so that its URL plays wherever it is put.
/// Usable from any task; cancelling the task ends the yt-dlp under way.
struct Discovery: Sendable {
  /// What the radio is called in the library, and behind the prefix in MPD.
  static let radioName = "Radio"

  /// Brings playlists into the library.
  let sync: PlaylistSync

  /// Searches for `words`.
  ///
  /// - Parameters:
  ///   - words: what people type.
  ///   - count: at most so many results.
  ///   - onProgress: told how many have come, on any thread.
  /// - Returns: the tracks, the best first, which ``TrackStore/lastSearch()`` remembers; none when there is
  ///   nothing to be found.
  /// - Throws: ``DiscoveryError``.
  func search(
    _ words: String, count: Int = 20, onProgress: @escaping @Sendable (_ results: Int) -> Void = { _ in }
  ) async throws(DiscoveryError) -> SearchRecord {
    let words = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { throw .noWords }
    let list: ListedPlaylist
    do throws(URLRefreshError) {
      list = try await sync.lister.list(YouTubeReference.search(words, count: count), limit: count) {
        results, _ in
        onProgress(results)
      }
    } catch {
      throw DiscoveryError(error)
    }
    if list.entries.isEmpty, let problem = list.problem { throw DiscoveryError(problem) }
    let official = list.official
    let record = SearchRecord(words: words, searchedAt: Date(), tracks: list.entries)
    do throws(StoreError) {
      return try await sync.store.offPool { store throws(StoreError) in
        if record.tracks.isEmpty { return record }
        try store.saveSearch(record, official: official)
        // The library may know better names than the search.
        return try store.lastSearch() ?? record
      }
    } catch {
      throw .store(error)
    }
  }

  /// The results of the last search, if it was for `words` and no longer than an hour ago; of any words when
  /// there are none.
  ///
  /// - Throws: ``DiscoveryError/store(_:)``.
  func rememberedSearch(_ words: String, now: Date = Date()) async throws(DiscoveryError) -> SearchRecord? {
    let record: SearchRecord?
    do throws(StoreError) {
      record = try await sync.store.offPool { store throws(StoreError) in try store.lastSearch() }
    } catch {
      throw .store(error)
    }
    guard let record else { return nil }
    let words = words.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if words.isEmpty { return record }
    return record.words == words && now.timeIntervalSince(record.searchedAt) < 3600 ? record : nil
  }

  /// Makes the playlist "Radio" out of what goes with `id`, in place of the radio before.
  ///
  /// - Returns: the playlist, with its tracks, and its file.
  /// - Throws: ``DiscoveryError``.
  func radio(
    of id: VideoID, report: @escaping @Sendable (LibraryReport) -> Void = { _ in }
  ) async throws(DiscoveryError) -> (playlist: StoredPlaylist, outcome: SyncOutcome) {
    let job = SyncPlan.Job(
      name: try await radioPlaylist(), url: YouTubeReference.radio(of: id), origin: .radio)
    var plan = SyncPlan(configured: [], known: [], prunes: false)
    plan.jobs = [job]
    do {
      let outcomes = try await sync.carryOut(plan, report: report)
      guard let outcome = outcomes.first else { throw DiscoveryError.cancelled }
      switch outcome.end {
      case .read, .partial: break
      case .kept(let reason), .failed(let reason), .untried(let reason):
        throw DiscoveryError.noRadio(id, reason)
      case .busy: throw DiscoveryError.busy
      }
      let playlist = try await sync.store.offPool { store throws(StoreError) in
        try store.playlist(named: job.name)
      }
      guard let playlist, !playlist.tracks.isEmpty else {
        throw DiscoveryError.noRadio(id, "YouTube has none for it")
      }
      return (playlist, outcome)
    } catch let error as DiscoveryError {
      throw error
    } catch let error as StoreError {
      throw .store(error)
    } catch {
      throw .cancelled
    }
  }

  /// The name the radio has, which is another one when a playlist of the user's has that name.
  private func radioPlaylist() async throws(DiscoveryError) -> String {
    let configured = sync.playlists.map { PlaylistName.cleaned($0.name) }
    do throws(StoreError) {
      return try await sync.store.offPool { store throws(StoreError) in
        let known = try store.playlists()
        if let radio = known.first(where: { $0.origin == .radio && !configured.contains($0.name) }) {
          return radio.name
        }
        return PlaylistName.free(Self.radioName) { name in
          configured.contains(name) || known.contains { $0.name == name }
        }
      }
    } catch {
      throw .store(error)
    }
  }
}

/// Why nothing was found.
public enum DiscoveryError: ProxyError, Equatable {
  /// There is nothing to search for.
  case noWords
  /// yt-dlp failed.
  case listing(URLRefreshError)
  /// There is no radio of this track; why.
  case noRadio(VideoID, String)
  /// A radio is being made at this moment.
  case busy
  /// The library failed.
  case store(StoreError)
  /// The task was cancelled.
  case cancelled

  /// What a failure of yt-dlp means for a search or a radio.
  public init(_ error: URLRefreshError) {
    self = error.kind == .cancelled ? .cancelled : .listing(error)
  }

  /// yt-dlp's failures may pass; nothing else does.
  public var disposition: Disposition {
    switch self {
    case .listing(let error): error.disposition
    case .store(let error): error.disposition
    case .noWords, .noRadio, .busy, .cancelled: .giveUp
    }
  }

  /// What is wrong, and the cure.
  public var sentence: String {
    switch self {
    case .noWords: "nothing to search for"
    case .listing(let error): error.listingSentence
    case .noRadio(let id, let reason): "no radio of \(id): \(reason)"
    case .busy: "a radio is being made already"
    case .store(let error): error.sentence
    case .cancelled: "cancelled"
    }
  }
}
