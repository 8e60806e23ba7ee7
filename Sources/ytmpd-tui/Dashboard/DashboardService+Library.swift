import ConfigurationKit
import DashboardKit
import FoundationEssentials
import MPDKit
import ProxyKit

extension DashboardService {
  // MARK: What there is

  /// Shows tracks and playlists as they are now.
  func load() async {
    await showing { feed throws(StoreError) in
      try await feed.postTracks()
      try await feed.postPlaylists()
    }
  }

  /// Shows the playlists as they are now.
  func loadPlaylists() async {
    await showing { feed throws(StoreError) in try await feed.postPlaylists() }
  }

  /// Shows one track as it is now.
  func loadTrack(_ id: VideoID) async {
    await showing { feed throws(StoreError) in try await feed.postTrack(id) }
  }

  private func showing(_ read: (LibraryFeed) async throws(StoreError) -> Void) async {
    do throws(StoreError) { try await read(library) } catch { toast(.error, error.sentence) }
  }

  // MARK: URLs

  /// Resolves every expired URL anew.
  func refreshExpired() async throws(StoreError) {
    let freshness = URLFreshness(maximumAge: backend.configuration.streamCacheAge)
    let tracks = try await backend.store.offPool { store throws(StoreError) in
      try store.expiredTracks(freshness: freshness, now: Date())
    }
    if tracks.isEmpty { return toast(.info, "no URL has expired") }
    await refresh(tracks.map(\.id), cause: "expired")
  }

  /// Resolves every URL anew.
  func refreshAll() async throws(StoreError) {
    let tracks = try await backend.store.offPool { store throws(StoreError) in try store.tracks() }
    await refresh(tracks.map(\.id), cause: "asked for")
  }

  /// Resolves URLs anew.
  func refresh(_ ids: [VideoID], cause: String) async {
    await longWork { [self] work in
      let title = "refreshing \(Wording.count(ids.count, "track"))"
      let (inbox, batch) = (inbox, batch)
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0, total: ids.count)))
      let outcome = try await batch.run(ids, cause: cause) { done, _, _ in
        inbox.post(.progress(WorkProgress(id: work, title: title, done: done, total: ids.count)))
      }
      let failed = outcome.failed + outcome.untried
      let sentence = "\(Wording.count(outcome.succeeded, "URL")) refreshed"
      if failed == 0 {
        toast(.info, sentence)
      } else {
        announce(.warning, "\(sentence), \(failed) failed: see Events for the reasons")
      }
    }
  }

  private var batch: ResolveBatch {
    ResolveBatch(resolver: backend.resolver, concurrency: backend.configuration.resolverConcurrency)
  }

  // MARK: Adding

  /// Adds what a URL or an id names.
  func add(_ text: String) async {
    guard let reference = YouTubeReference(text) else {
      return toast(.error, "\(text) is neither a video id nor a URL of YouTube's")
    }
    await longWork { [self] work in
      inbox.post(.progress(WorkProgress(id: work, title: "adding", done: 0)))
      let addition = Addition(sync: backend.sync, batch: batch) { [self] in show($0, of: work) }
      let isComplete = try await addition.add([reference])
      await load()
      backend.player?.link.retag()
      if isComplete { announce(.info, "added \(text)") }
    }
  }

  private func show(_ report: Addition.Report, of work: WorkProgress.ID) {
    switch report {
    case .reading(let entries, let total):
      inbox.post(
        .progress(WorkProgress(id: work, title: "reading the playlist", done: entries, total: total)))
    case .registered(let outcome): toast(.info, "\(outcome.name): \(outcome.sentence)")
    case .resolved(let done, let total, _, let result):
      inbox.post(.progress(WorkProgress(id: work, title: "adding", done: done, total: total)))
      if case .failure(let error) = result { toast(.error, error.sentence) }
    case .problem(let sentence): announce(.error, sentence)
    }
  }

  // MARK: Playlists

  /// Reads playlists anew, all of them without a name.
  func sync(_ name: String?) async {
    await longWork { [self] work in
      let title = name.map { "reading \($0)" } ?? "reading the playlists"
      let show: @Sendable (PlaylistSync.Report) -> Void = { [self] in self.show($0, of: work) }
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0)))
      let outcomes =
        if let name { try await backend.sync.one(name, report: show) } else {
          try await backend.sync.all(report: show)
        }
      let failed = outcomes.filter { !$0.isComplete }
      await load()
      backend.player?.link.retag()
      guard outcomes.count != 1 || failed.isEmpty else { return }
      announce(
        failed.isEmpty ? .info : .warning,
        failed.isEmpty
          ? "\(Wording.count(outcomes.count, "playlist")) read"
          : "\(failed.count) of \(Wording.count(outcomes.count, "playlist")) not read: see Events for the reasons"
      )
    }
  }

  private func show(_ report: PlaylistSync.Report, of work: WorkProgress.ID) {
    switch report {
    case .started(let name, let number, let count):
      let title = count > 1 ? "reading \(name) (\(number)/\(count))" : "reading \(name)"
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0)))
    case .progress(let name, let entries, let total):
      inbox.post(.progress(WorkProgress(id: work, title: "reading \(name)", done: entries, total: total)))
    case .finished(let outcome):
      toast(outcome.isComplete ? .info : .warning, "\(outcome.name): \(outcome.sentence)")
    case .removed(let name): toast(.info, "\(name) is gone from the configuration, and so from here")
    case .problem(let sentence): toast(.error, sentence)
    }
  }

  /// Forgets a playlist and its file; its tracks stay.
  func removePlaylist(_ name: String) async throws {
    try await backend.sync.remove(name) { [self] in show($0, of: 0) }
    announce(.info, "\(name) is removed; its tracks stay")
    await load()
  }

  // MARK: Discovery

  /// Asks YouTube for tracks.
  func search(_ words: String) async {
    await longWork { [self] work in
      inbox.post(.progress(WorkProgress(id: work, title: "searching for \(words)", done: 0)))
      let inbox = inbox
      let record = try await backend.discovery.search(words) { results in
        inbox.post(.progress(WorkProgress(id: work, title: "searching for \(words)", done: results)))
      }
      inbox.post(.searchResults(SearchResults(words: words, hits: record.tracks.map(SearchResults.Hit.init))))
      await load()
    }
  }

  /// Makes a radio out of a track, or out of what is playing, and plays it.
  func radio(_ id: VideoID?) async {
    let playing = backend.player?.snapshot?.song.flatMap { backend.urls.track(behind: $0.uri) }
    guard let id = id ?? playing else {
      return toast(.warning, "no track is selected and none of ours is playing: a radio is made from one")
    }
    await longWork { [self] work in
      inbox.post(.progress(WorkProgress(id: work, title: "making a radio", done: 0)))
      let (playlist, _) = try await backend.discovery.radio(of: id) { [self] in show($0, of: work) }
      await load()
      try await carryOutOnPlayer(.pushPlaylist(name: playlist.summary.name, replace: true))
    }
  }
}

extension SearchResults.Hit {
  /// A track that was found.
  init(_ track: Track) {
    self.init(id: track.id, artist: track.artist, title: track.title, duration: track.duration)
  }
}
