import ConfigurationKit
import FoundationEssentials
import LibraryKit
import ProxyKit
import Synchronization
import TrackKit

/// A command's wait for tracks that are kept: the instance that owns the cache downloads them, and this process where there
/// is none.
struct KeptWaiting: Sendable {
  let library: Library
  let settings: Settings
  /// Where the cache is.
  let directory: String
  /// The command's: some of what is said comes from tasks of others.
  let console = Console.current

  /// Returns when each of `ids` is here, or given up.
  ///
  /// - Throws: what keeps all tracks from being downloaded; `CancellationError`, after it was said how far it came.
  func run(_ ids: [VideoID]) async throws -> KeepOutcome {
    do {
      while true {
        try Task.checkCancellation()
        switch await OwnerWatch.state(at: directory) {
        case .inUse:
          console.note("the running instance downloads; this waits for it")
          if let outcome = try await follow(ids) { return outcome }
        case .missing, .free:
          return try await download(ids)
        case .unusable(let reason):
          throw CommandFailure("\(directory) can't be used: \(reason)")
        }
      }
    } catch {
      // Cancelled calls end with whatever errors they have for that.
      if Task.isCancelled { sayHowFar(ids) }
      throw error
    }
  }

  /// - Returns: `nil` when the owner has gone before all was done.
  private func follow(_ ids: [VideoID]) async throws -> KeepOutcome? {
    let owner = OwnerWatch(directory)
    let outcome = try await library.awaitKept(
      ids, isOver: { await owner.isGone() }, report: { [console] in KeepLines.say($0, on: console) })
    return outcome.isSettled ? outcome : nil
  }

  private func download(_ ids: [VideoID]) async throws -> KeepOutcome {
    let resolver = library.resolver
    var options = settings.relay(drainTime: .zero)
    options.listens = false
    let relay = try await ProxyService.start(
      options: options, store: library.store, resolver: resolver, cacheList: library.store,
      piping: resolver.canPipe ? resolver : nil)
    var rules = KeptDownloads.Rules()
    rules.concurrency = settings.configuration.resolverConcurrency
    rules.ids = Set(ids)
    rules.givesUp = true
    let pauses = PauseNotes(console)
    let downloads = KeptDownloads(
      store: library.store, filler: relay, rules: rules, refusedFor: { resolver.pauseInAdvance },
      paused: { pauses.say($0) })
    let work = Task {
      async let serving: Void = relay.run()
      await downloads.run()
      return try await serving
    }
    let result: Result<KeepOutcome, any Error>
    do {
      result = .success(
        try await library.awaitKept(
          ids, isOver: { downloads.stoppedBy != nil }, report: { [console] in KeepLines.say($0, on: console) }
        ))
    } catch {
      result = .failure(error)
    }
    work.cancel()
    _ = await work.result
    if let obstacle = downloads.stoppedBy { throw obstacle }
    return try result.get()
  }

  private func sayHowFar(_ ids: [VideoID]) {
    console.endNoteInPlace()
    let wanted = Set(ids)
    do throws(StoreError) {
      let count = try library.store.keptListing().count { wanted.contains($0.id) && $0.isComplete }
      console.note("stopped: \(count) of \(ids.count) are here; `ytmpd-tui keep` goes on with the rest")
    } catch {
      console.complain(error.sentence)
    }
  }
}

/// Looks now and then whether a running instance still owns the cache.
private final class OwnerWatch: Sendable {
  private static let interval = Duration.seconds(2)

  private let directory: String
  private let next = Mutex(ContinuousClock.now + interval)

  init(_ directory: String) { self.directory = directory }

  static func state(at directory: String) async -> AudioCacheFolder.State {
    await Task.offPool { AudioCacheFolder.state(at: directory) }
  }

  func isGone() async -> Bool {
    let isDue = next.withLock { next in
      guard next <= .now else { return false }
      next = .now + Self.interval
      return true
    }
    return isDue ? await Self.state(at: directory) != .inUse : false
  }
}

/// Says once for each pause how long it is.
private final class PauseNotes: Sendable {
  private let end = Mutex<ContinuousClock.Instant?>(nil)
  private let console: Console

  init(_ console: Console) { self.console = console }

  func say(_ pause: Duration) {
    let isNews = end.withLock { end in
      let newEnd = ContinuousClock.now + pause
      defer { end = newEnd }
      return end.map { $0 + .seconds(5) < newEnd } ?? true
    }
    guard isNews, pause > .seconds(5) else { return }
    console.endNoteInPlace()
    console.note("YouTube is not asked for now; it goes on in \(Wording.span(pause))")
  }
}
