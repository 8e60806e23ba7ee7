import ConfigurationKit
import DashboardKit
import FoundationEssentials
import LibraryKit
import MPDKit
import TerminalKit
import TrackKit

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

  /// Shows what a playlist holds.
  func loadPlaylist(_ name: String) async {
    await showing { feed throws(StoreError) in try await feed.postPlaylist(name) }
  }

  func showing(_ read: (LibraryFeed) async throws(StoreError) -> Void) async {
    do throws(StoreError) { try await read(feed) } catch { toast(.error, error.sentence) }
  }

  // MARK: URLs

  /// Refreshes every expired URL.
  func refreshExpired() async throws(StoreError) {
    let ids = try await backend.library.expiredTracks()
    if ids.isEmpty { return toast(.info, "No URL is stale") }
    await refresh(ids, cause: "stale")
  }

  /// Refreshes every URL.
  func refreshAll() async throws(StoreError) {
    await refresh(try await backend.library.allTracks(), cause: "asked for")
  }

  /// Refreshes URLs.
  func refresh(_ ids: [VideoID], cause: String) async {
    await longWork { [self] work in
      let title = "refreshing \(Wording.count(ids.count, "track"))"
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0, total: ids.count)))
      let outcome = try await backend.library.refresh(ids, cause: cause) { [self] report in
        show(report, of: work, title: title)
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

  // MARK: Adding

  /// Adds what a URL or an id names.
  func add(_ text: String) async {
    guard let reference = YouTubeReference(text) else {
      return inbox.post(.rejected(.add(text), reason: YouTubeReference.problem(with: text)))
    }
    await longWork { [self] work in
      inbox.post(.progress(WorkProgress(id: work, title: "adding", done: 0)))
      let outcome = try await addOnce(reference, of: work)
      if outcome.isComplete {
        announce(.info, "Added \(text)")
      } else if !outcome.unreachable.isEmpty, pending.insert(text) {
        announce(.warning, "\(text) can't be read now. It stays as pending and is tried again")
        retryPending.yield(text)
      }
    }
  }

  private func addOnce(_ reference: YouTubeReference, of work: WorkProgress.ID) async throws
    -> AdditionOutcome
  {
    let outcome = try await backend.library.add([reference]) { [self] in
      show($0, of: work, title: "adding")
    }
    await load()
    backend.player?.link.retag()
    return outcome
  }

  /// Tries again what could not be added, one task each, until it is in the library, is refused, or is cancelled.
  func forwardPending() async {
    for text in pending.all { retryPending.yield(text) }
    await withDiscardingTaskGroup { group in
      for await text in pendingTexts { group.addTask { [self] in await retry(text) } }
    }
  }

  private func retry(_ text: String) async {
    guard let reference = YouTubeReference(text) else { return pending.remove(text) }
    guard pending.begin(text) else { return }
    defer { pending.end(text) }
    await longWork { [self] work in
      let title = "pending: \(text)"
      for number in 0... {
        inbox.post(.progress(WorkProgress(id: work, title: title, done: number)))
        let pause = PendingAdditions.pauses[min(number, PendingAdditions.pauses.count - 1)]
        do {
          try await Task.sleep(for: pause)
          let outcome = try await backend.library.add([reference]) { _ in }
          guard outcome.unreachable.isEmpty else { continue }
          pending.remove(text)
          await load()
          backend.player?.link.retag()
          announce(
            outcome.isComplete ? .info : .error,
            outcome.isComplete ? "Added \(text)" : "\(text) can't be added: see Events for the reason")
          return
        } catch is CancellationError {
          // Leaving the program keeps it for the next time; `x` gives it up.
          if !isLeaving { pending.remove(text) }
          throw CancellationError()
        }
      }
    }
  }

  // MARK: Playlists

  /// Reads playlists again, all of them without a name.
  func sync(_ name: String?) async {
    await longWork { [self] work in
      let title = name.map { "reading \($0)" } ?? "reading the playlists"
      let show: @Sendable (LibraryReport) -> Void = { [self] in self.show($0, of: work, title: title) }
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0)))
      let outcomes =
        if let name { try await backend.library.syncPlaylist(name, report: show) } else {
          try await backend.library.syncAll(report: show)
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

  /// Shows how far long work on the library has come.
  ///
  /// - Parameter title: what the work is called while it resolves tracks.
  private func show(_ report: LibraryReport, of work: WorkProgress.ID, title: String) {
    switch report {
    case .started(let name, let number, let count):
      let title = count > 1 ? "reading \(name) (\(number)/\(count))" : "reading \(name)"
      inbox.post(.progress(WorkProgress(id: work, title: title, done: 0)))
    case .reading(let name, let entries, let total):
      inbox.post(.progress(WorkProgress(id: work, title: "reading \(name)", done: entries, total: total)))
    case .finished(let outcome):
      toast(outcome.isComplete ? .info : .warning, "\(outcome.name): \(outcome.sentence)")
    case .removed(let name): toast(.info, "Removed \(name), which the configuration no longer has")
    case .resolved(let done, let total, _, let result):
      inbox.post(.progress(WorkProgress(id: work, title: title, done: done, total: total)))
      if total == 1, case .failure(let error) = result { toast(.error, error.sentence) }
    case .problem(let sentence): announce(.error, sentence)
    }
  }

  /// Forgets a playlist and its file; its tracks stay.
  func removePlaylist(_ name: String) async throws {
    try await backend.library.removePlaylist(name) { [self] in show($0, of: 0, title: "removing") }
    announce(.info, "Removed \(name); its tracks stay")
    await load()
  }

  // MARK: What is kept

  /// Has tracks or playlists on this machine for good, or lets them go.
  func keep(_ targets: [KeepTarget], _ isWanted: Bool) async throws {
    guard let first = targets.first else { return }
    let what =
      switch (targets.count, first) {
      case (1, .track(let id)): try await backend.library.name(of: id)
      case (1, .playlist(let name)): name
      case (let count, .track): Wording.count(count, "track")
      case (let count, .playlist): Wording.count(count, "playlist")
      }
    if isWanted {
      _ = try await backend.library.keep(targets)
      toast(.info, "Keeping \(what); what is missing is downloaded in the background")
    } else {
      let remnants = try await backend.library.unkeep(targets).filter(\.isStillKept)
      if let remnant = remnants.first {
        toast(.warning, remnant.sentence)
      } else {
        toast(.info, "\(what) may go when room is needed")
      }
    }
  }

  /// Shows how much is on this machine, and what is kept, whichever program changes it.
  func followLocalAudio() async {
    var shown: [VideoID: LocalAudio] = [:]
    await backend.library.store.followChanges(pause: .seconds(1)) { () throws(StoreError) in
      shown = try await feed.postLocalAudio(changedSince: shown)
    }
  }

  // MARK: Discovery

  /// Asks YouTube for tracks.
  func search(_ words: String, count: Int) async {
    await longWork { [self] work in
      inbox.post(.progress(WorkProgress(id: work, title: "searching for \(words)", done: 0)))
      let inbox = inbox
      do {
        let record = try await backend.library.search(words, count: count) { results in
          inbox.post(.progress(WorkProgress(id: work, title: "searching for \(words)", done: results)))
        }
        inbox.post(
          .searchResults(SearchResults(words: words, hits: record.tracks.map(SearchResults.Hit.init))))
      } catch {
        inbox.post(.searchFailed(words))
        throw error
      }
      await load()
    }
  }

  /// Makes a radio out of a track, or out of what is playing, and puts it into the queue.
  func radio(_ id: VideoID?, _ place: QueuePlace) async {
    let playing = backend.player?.snapshot?.song.flatMap { backend.urls.track(behind: $0.uri) }
    guard let id = id ?? playing else {
      return toast(.warning, "Select a track, or play one: a radio is made from a track")
    }
    await longWork { [self] work in
      inbox.post(.progress(WorkProgress(id: work, title: "making a radio", done: 0)))
      let (playlist, _) = try await backend.library.radio(of: id) { [self] in
        show($0, of: work, title: "making a radio")
      }
      await load()
      guard let player = backend.player else { return }
      try await undoably("radio", on: player.link.client) { [self] client in
        try await push(playlist: playlist.summary.name, place, to: client)
      }
    }
  }
}

extension SearchResults.Hit {
  /// A track that was found.
  init(_ track: Track) {
    self.init(id: track.id, artist: track.artist, title: track.title, duration: track.duration)
  }
}
