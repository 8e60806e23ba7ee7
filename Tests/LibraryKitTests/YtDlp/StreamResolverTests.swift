import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite(.timeLimit(.minutes(5))) struct StreamResolverTests {
  private let a = testVideo("aaaaaaaaaaa")
  private let b = testVideo("bbbbbbbbbbb")
  private let c = testVideo("ccccccccccc")
  private let script = ScriptedResolver()
  private let clock = StandingClock()
  private let events = EventHub()
  private let store: TrackStore

  init() throws {
    store = try TrackStore()
  }

  private func resolver(_ concurrency: Int = 2) -> StreamResolver {
    StreamResolver(
      resolver: script, store: store, events: events, concurrency: concurrency, now: { [clock] in clock.now })
  }

  private func start(
    _ resolver: StreamResolver, _ id: VideoID, _ priority: ResolvePriority = .listener, format: String? = nil
  ) -> Task<Result<Track, URLRefreshError>, Never> {
    Task {
      do throws(URLRefreshError) {
        return .success(try await resolver.resolve(id, cause: "test", priority: priority, formatID: format))
      } catch {
        return .failure(error)
      }
    }
  }

  private func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
  }

  @Test func twentyCallersAreOneRun() async throws {
    let resolver = resolver()
    let waiting = (0..<20).map { _ in start(resolver, a) }
    let run = try await script.nextRun()
    await until { resolver.callerCount == 20 }
    run.succeed()
    for task in waiting { #expect(try await task.value.get().media?.url == "https://r.example/v") }
    #expect(script.count == 1)
    #expect(try store.track(a)?.media?.url == "https://r.example/v")
    #expect(resolver.resolverStatus().refreshes.succeededTotal == 1)
  }

  @Test func libraryNamesAreKept() async throws {
    try store.register([Track(id: a, title: "Mine", artist: "Me")])
    let resolver = resolver()
    let task = start(resolver, a)
    try await script.nextRun().succeed()
    #expect(try await task.value.get().displayName == "Me - Mine")
  }

  @Test func whatAResolveLearnsTakesTheListingsPlace() async throws {
    try store.registerListed([Track(id: a, title: "Someone - Resolved (Official Video)", artist: "Uploader")])
    let resolver = resolver()
    let facts = events.subscribe()
    let task = start(resolver, a)
    try await script.nextRun().succeed()
    #expect(try await task.value.get().displayName == "Someone - Resolved")
    for await event in facts {
      guard case .refreshSucceeded(let track, _) = event.kind else { continue }
      // Whoever reads the names when it is told finds the new ones.
      #expect(track.name == "Someone - Resolved")
      #expect(try store.track(a)?.displayName == "Someone - Resolved")
      break
    }
  }

  @Test func oneWhoLeavesDoesNotEndTheRun() async throws {
    let resolver = resolver()
    let leaving = start(resolver, a)
    let run = try await script.nextRun()
    let staying = start(resolver, a)
    await until { resolver.callerCount == 2 }
    leaving.cancel()
    #expect(await leaving.value.failureKind == .cancelled)
    run.succeed()
    #expect(try await staying.value.get().id == a)
    #expect(script.count == 1)
  }

  @Test func whatIsFoundAfterAllHaveLeftIsKept() async throws {
    let resolver = resolver()
    let tasks = [start(resolver, a), start(resolver, a)]
    let run = try await script.nextRun()
    await until { resolver.callerCount == 2 }
    for task in tasks { task.cancel() }
    for task in tasks { #expect(await task.value.failureKind == .cancelled) }
    #expect(resolver.resolverStatus().refreshes.running == 1)
    // Who asks again does not ask twice.
    let again = start(resolver, a)
    await until { resolver.callerCount == 1 }
    again.cancel()
    _ = await again.value
    run.succeed(url: "https://r.example/late")
    await until { resolver.resolverStatus().refreshes.running == 0 }
    #expect(script.count == 1 && resolver.resolverStatus().refreshes.succeededTotal == 1)
    #expect(try store.track(a)?.media?.url == "https://r.example/late")
  }

  @Test func aListenerTakesThePlaceOfWhatNobodyWaitsFor() async throws {
    let resolver = resolver(1)
    let leaving = start(resolver, a)
    _ = try await script.nextRun()
    leaving.cancel()
    _ = await leaving.value
    let listener = start(resolver, b)
    #expect(try await script.nextCancellation() == a)
    try await script.nextRun().succeed()
    #expect(try await listener.value.get().id == b)
    #expect(resolver.resolverStatus().refreshes.failedTotal == 0)
  }

  @Test func withOnePlaceTheBackgroundIsRunAgainAfterTheListener() async throws {
    let resolver = resolver(1)
    let background = start(resolver, a, .background)
    _ = try await script.nextRun()
    let listener = start(resolver, b)
    #expect(try await script.nextCancellation() == a)
    let second = try await script.nextRun()
    #expect(second.id == b)
    second.succeed()
    _ = try await listener.value.get()
    let third = try await script.nextRun()
    #expect(third.id == a)
    third.succeed()
    #expect(try await background.value.get().id == a)
    #expect(resolver.resolverStatus().refreshes.failedTotal == 0)
  }

  @Test func theBackgroundLeavesAPlace() async throws {
    let resolver = resolver(2)
    let background = [start(resolver, a, .background), start(resolver, b, .background)]
    let first = try await script.nextRun()
    await until { resolver.resolverStatus().resolver.queue == 1 }
    let listener = start(resolver, c)
    let second = try await script.nextRun()
    #expect(second.id == c)
    second.succeed()
    _ = try await listener.value.get()
    first.succeed()
    try await script.nextRun().succeed()
    for task in background { _ = try await task.value.get() }
  }

  @Test func aCallerCancelledBeforehandStartsNothing() async throws {
    let resolver = resolver()
    let task = start(resolver, a)
    task.cancel()
    _ = await task.value
    await until { resolver.resolverStatus().refreshes.running == 0 }
    #expect(resolver.callerCount == 0)
    #expect(resolver.resolverStatus().resolver.queue == 0)
  }

  @Test func listenersGoFirst() async throws {
    let resolver = resolver(1)
    let first = start(resolver, a)
    let run = try await script.nextRun()
    let background = start(resolver, b, .background)
    await until { resolver.resolverStatus().resolver.queue == 1 }
    let listener = start(resolver, c)
    await until { resolver.resolverStatus().resolver.queue == 2 }
    #expect(resolver.resolverStatus().refreshes.running == 1)
    run.succeed()
    let second = try await script.nextRun()
    #expect(second.id == c)
    second.succeed()
    let third = try await script.nextRun()
    #expect(third.id == b)
    third.succeed()
    for task in [first, background, listener] { _ = try await task.value.get() }
  }

  @Test func aWishForAFormatIsServedByASecondRun() async throws {
    let resolver = resolver()
    let any = start(resolver, a)
    let run = try await script.nextRun()
    let wished = start(resolver, a, format: "140")
    await until { resolver.callerCount == 2 }
    run.succeed(format: "251")
    #expect(try await any.value.get().media?.formatID == "251")
    let second = try await script.nextRun()
    #expect(second.formatID == "140")
    second.succeed()
    #expect(try await wished.value.get().media?.formatID == "140")
  }

  @Test func breakerOpensProbesAndCloses() async throws {
    let resolver = resolver(1)
    let facts = events.subscribe()
    let first = start(resolver, a)
    let run = try await script.nextRun()
    let waiting = start(resolver, b)
    await until { resolver.resolverStatus().resolver.queue == 1 }
    run.fail(.botCheck)
    #expect(await first.value.failureKind == .botCheck)
    #expect(await waiting.value.failureKind == .breakerOpen)
    #expect(await start(resolver, c).value.failureKind == .breakerOpen)
    #expect(resolver.resolverStatus().resolver.state == .open)
    #expect(resolver.retryAfter == .seconds(900))
    #expect(script.count == 1)

    clock.advance(by: 900)
    #expect(resolver.resolverStatus().resolver.state == .ok)
    let probe = start(resolver, b)
    let second = try await script.nextRun()
    #expect(resolver.resolverStatus().resolver.state == .probing)
    #expect(await start(resolver, c).value.failureKind == .breakerOpen)
    second.succeed()
    _ = try await probe.value.get()
    #expect(resolver.resolverStatus().resolver.state == .ok)
    #expect(resolver.retryAfter == nil)
    events.finish()
    var kinds: [String] = []
    for await event in facts {
      switch event.kind {
      case .refreshStarted: kinds.append("started")
      case .refreshSucceeded: kinds.append("succeeded")
      case .refreshFailed: kinds.append("failed")
      case .breakerOpened(_, let until): kinds.append("opened \(Int(until.timeIntervalSince1970))")
      case .breakerClosed: kinds.append("closed")
      default: kinds.append("other")
      }
    }
    #expect(kinds == ["started", "failed", "opened 1800000900", "started", "succeeded", "closed"])
  }

  @Test func aRefusalThatAListingMetPausesResolves() async throws {
    let resolver = resolver(1)
    let running = start(resolver, a)
    let run = try await script.nextRun()
    let waiting = start(resolver, b)
    await until { resolver.resolverStatus().resolver.queue == 1 }
    let lister = TableLister()
    lister.answers["u"] = .failure(URLRefreshError(kind: .signInRequired))
    let watched = WatchedLister(lister: lister, resolver: resolver)
    await #expect(throws: URLRefreshError.self) { try await watched.list("u", limit: 1) { _, _ in } }
    #expect(await waiting.value.failureKind == .breakerOpen)
    #expect(resolver.resolverStatus().resolver.state == .open)
    // What is under way may end; its question is older than the refusal.
    run.succeed()
    _ = try await running.value.get()
    #expect(resolver.retryAfter == .seconds(900))
  }

  /// A report of a play is a run like any other.
  @Test func aRefusedReportPausesAll() async throws {
    let resolver = resolver()
    let reporter = WatchedReporter(reporter: RefusingReporter(), resolver: resolver)
    await #expect(throws: URLRefreshError.self) { try await reporter.report(played: a) }
    #expect(resolver.resolverStatus().resolver.state == .open)
    #expect(resolver.resolverStatus().resolver.runsLastHour == 1)
  }

  @Test func everyRunCountsAndSlowsWorkInAdvance() async throws {
    let recorder = EventRecorder()
    let recording = Task { [events = events.subscribe()] in await recorder.record(events) }
    let resolver = resolver()
    let lister = WatchedLister(lister: TableLister(), resolver: resolver)
    _ = try? await lister.list("u", limit: 1) { _, _ in }
    let task = start(resolver, a)
    try await script.nextRun().succeed()
    _ = await task.value
    #expect(resolver.resolverStatus().resolver.runsLastHour == 2)
    #expect(resolver.pauseInAdvance == nil)
    for _ in 0..<200 { resolver.noteRun() }
    #expect(resolver.pauseInAdvance == .seconds(48))
    // Whoever listens is asked for as before.
    let other = start(resolver, b)
    try await script.nextRun().succeed()
    _ = try await other.value.get()
    #expect(resolver.resolverStatus().resolver.runsLastHour == 203)
    clock.advance(by: 3600)
    #expect(resolver.resolverStatus().resolver.runsLastHour == 0 && resolver.pauseInAdvance == nil)
    events.finish()
    await recording.value
    let slow = recorder.events.count {
      if case .notice(.info, let text) = $0 { text.contains("slowed down") } else { false }
    }
    #expect(slow == 1)
  }

  /// A minute without yt-dlp, or without a network, says nothing of the tracks.
  @Test(
    arguments: [.notInstalled, .notExecutable, .network, .timeout, .botCheck, .outdated, .other]
      as [URLRefreshError.Kind])
  func whatIsNotTheTracksOwnMarksNothing(kind: URLRefreshError.Kind) async throws {
    try store.register([Track(id: a, title: "T")])
    let task = start(resolver(), a)
    try await script.nextRun().fail(kind)
    _ = await task.value
    #expect(try store.storedTrack(a)?.mark == nil)
  }

  @Test func failuresAreKeptAndCleared() async throws {
    try store.register([Track(id: a, title: "T")])
    let resolver = resolver()
    let task = start(resolver, a)
    try await script.nextRun().fail(.privateVideo)
    #expect(await task.value.failureKind == .privateVideo)
    let mark = try #require(try store.tracks().first?.mark)
    #expect(mark.reason == "the video is private" && mark.word == "private")
    #expect(mark.nextTry == clock.now + 86_400)
    #expect(resolver.resolverStatus().refreshes.failedTotal == 1)
    let again = start(resolver, a)
    try await script.nextRun().succeed()
    _ = await again.value
    #expect(try store.tracks().first?.lastError == nil)
  }

  @Test func aMissingProgramShows() async throws {
    let resolver = resolver()
    let task = start(resolver, a)
    try await script.nextRun().fail(.notInstalled)
    #expect(await task.value.failureKind == .notInstalled)
    #expect(resolver.resolverStatus().resolver.state == .missing)
    let again = start(resolver, a)
    try await script.nextRun().succeed()
    _ = await again.value
    #expect(resolver.resolverStatus().resolver.state == .ok)
  }

  @Test func aStoreThatFailsCostsNoSong() async throws {
    let database = try YtmpdDatabase(.second)
    let readOnly = try TrackStore.open(path: database.path, access: .readOnly).store
    let resolver = StreamResolver(resolver: script, store: readOnly, events: events)
    let facts = events.subscribe()
    for _ in 0..<2 {
      let task = start(resolver, a)
      try await script.nextRun().succeed()
      #expect(try await task.value.get().media != nil)
    }
    events.finish()
    var notices = 0
    for await event in facts {
      if case .notice(.error, let text) = event.kind {
        notices += 1
        #expect(text.contains("read-only"))
      }
    }
    #expect(notices == 1)
  }

  @Test func stoppingTellsEverybody() async throws {
    let resolver = resolver(1)
    let running = start(resolver, a)
    _ = try await script.nextRun()
    let waiting = start(resolver, b)
    await until { resolver.resolverStatus().resolver.queue == 1 }
    await resolver.stop()
    #expect(await running.value.failureKind == .cancelled)
    #expect(await waiting.value.failureKind == .cancelled)
    #expect(await start(resolver, c).value.failureKind == .cancelled)
    #expect(script.count == 1)
    #expect(resolver.resolverStatus().refreshes.running == 0)
  }
}

extension Result where Success == Track, Failure == URLRefreshError {
  fileprivate var failureKind: URLRefreshError.Kind? {
    if case .failure(let error) = self { error.kind } else { nil }
  }
}

/// YouTube takes no report.
private struct RefusingReporter: PlayReporting {
  func report(played id: VideoID) async throws(URLRefreshError) { throw URLRefreshError(kind: .rateLimit) }
}
