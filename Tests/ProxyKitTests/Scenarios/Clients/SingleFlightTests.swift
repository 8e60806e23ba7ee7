import Foundation
import Logging
import LoopbackOrigin
import TestSupport
import Testing

@testable import LibraryKit
@testable import ProxyKit
@testable import TrackKit

/// Many clients and the resolver: through the service, over sockets, with the store and the queue as they are.
@Suite(.timeLimit(.minutes(5))) struct SingleFlightTests {
  private static let audio = RelayFixture.shortAudio
  private static let ids = ["aaaaaaaaaaa", "bbbbbbbbbbb", "ccccccccccc", "ddddddddddd", "eeeeeeeeeee"].map(
    testVideo)

  private struct Stage {
    let origin: LoopbackOrigin
    let script: ScriptedResolver
    let resolver: StreamResolver
    let service: ProxyService
    let recorder: EventRecorder

    func get(_ id: VideoID, agent: String = "mpv 0.35") async throws -> WireAnswer {
      let client = try WireClient(port: service.port)
      client.ask("GET", "/proxy/\(id)", agent: agent)
      return await client.read()
    }

    /// Answers a run with a URL of the origin.
    func serve(_ run: ScriptedResolver.Run) throws {
      run.succeed(url: try #require(origin.url(for: "\(run.id)")), format: "251")
    }

    /// Waits until so many resolves wait for a slot.
    func queue(reaches count: Int) async {
      while resolver.resolverStatus().resolver.queue < count { await Task.yield() }
    }
  }

  private func run(concurrency: Int, _ body: (Stage) async throws -> Void) async throws {
    let origin = try await LoopbackOrigin.start()
    let store = try TrackStore()
    for id in Self.ids {
      origin.register(Asset(id: "\(id)", itag: 251, contentType: "audio/webm", bytes: Self.audio))
      try store.register([Track(id: id, title: "\(id)")])
    }
    let (script, events, recorder) = (ScriptedResolver(), EventHub(), EventRecorder())
    let recording = Task { [stream = events.subscribe(bufferingNewest: 10_000)] in
      await recorder.record(stream)
    }
    // A wall clock that stands: a URL by the script is a moment old.
    let clock = StandingClock()
    let resolver = StreamResolver(
      resolver: script, store: store, events: events, concurrency: concurrency, now: { clock.now })
    var options = ProxyService.Options()
    options.host = "127.0.0.1"
    options.port = 0
    options.maximumStreams = 60
    options.rules = RelayFixture.rules
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let service = try await ProxyService.start(
      options: options, store: store, resolver: resolver, events: events, logger: logger)
    let running = Task { try await service.run() }
    do {
      try await body(
        Stage(origin: origin, script: script, resolver: resolver, service: service, recorder: recorder))
    } catch {
      Issue.record(error)
    }
    running.cancel()
    try await running.value
    await resolver.stop()
    await recording.value
    try await origin.shutdown()
    #expect(origin.requests.breaches() == [])
  }

  @Test func fiftyClientsAreOneRun() async throws {
    try await run(concurrency: 2) { stage in
      let id = Self.ids[0]
      let whole = try await withThrowingTaskGroup(of: Bool.self) { group in
        for _ in 0..<50 {
          group.addTask { Octets(try await stage.get(id).body) == Octets(Self.audio) }
        }
        let run = try await stage.script.nextRun()
        while stage.resolver.callerCount < 50 { await Task.yield() }
        try stage.serve(run)
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      #expect(whole == 50)
      #expect(stage.script.count == 1)
      // Nor does the next one ask: the store has the URL.
      #expect(Octets(try await stage.get(id).body) == Octets(Self.audio))
      #expect(stage.script.count == 1)
    }
  }

  @Test func aFailureIsOneRunForAllOfThem() async throws {
    try await run(concurrency: 2) { stage in
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 { group.addTask { try await stage.get(Self.ids[0]).status } }
        let run = try await stage.script.nextRun()
        while stage.resolver.callerCount < 20 { await Task.yield() }
        run.fail(.privateVideo)
        return try await group.reduce(into: Set<Int>()) { $0.insert($1) }
      }
      #expect(statuses == [502])
      #expect(stage.script.count == 1)
    }
  }

  @Test func listenersGoBeforeTheBackgroundAndInOrder() async throws {
    try await run(concurrency: 1) { stage in
      let ids = Self.ids
      // One run is under way, for nobody who listens, and another waits.
      let background = [0, 1].map { index in
        Task { [resolver = stage.resolver] in
          do throws(URLRefreshError) {
            _ = try await resolver.resolve(ids[index], cause: "old", priority: .background, formatID: nil)
          } catch {
            Issue.record(error)
          }
        }
      }
      let first = try await stage.script.nextRun()
      await stage.queue(reaches: 1)
      try await withThrowingTaskGroup { group in
        for (place, index) in [2, 3, 4].enumerated() {
          group.addTask {
            let answer = try await stage.get(ids[index])
            #expect(Octets(answer.body) == Octets(Self.audio))
          }
          await stage.queue(reaches: 2 + place)
        }
        // The run under way has made way for the first listener, and is done again afterwards.
        var order: [VideoID] = []
        for _ in 0..<5 {
          let run = try await stage.script.nextRun()
          #expect(stage.resolver.resolverStatus().refreshes.running == 1)
          order.append(run.id)
          try stage.serve(run)
        }
        let waitedInBackground = first.id == ids[0] ? ids[1] : ids[0]
        #expect(order == [ids[2], ids[3], ids[4], first.id, waitedInBackground])
        try await group.waitForAll()
      }
      for task in background { await task.value }
    }
  }

  @Test func atMostSoManyRunsAtOnce() async throws {
    try await run(concurrency: 2) { stage in
      try await withThrowingTaskGroup { group in
        for id in Self.ids {
          group.addTask {
            let answer = try await stage.get(id)
            #expect(Octets(answer.body) == Octets(Self.audio))
          }
        }
        var runs = [try await stage.script.nextRun(), try await stage.script.nextRun()]
        await stage.queue(reaches: 3)
        #expect(stage.script.count == 2)
        for count in 3...5 {
          try stage.serve(runs.removeFirst())
          runs.append(try await stage.script.nextRun())
          #expect(stage.script.count == count)
          #expect(stage.resolver.resolverStatus().refreshes.running == 2)
        }
        for run in runs { try stage.serve(run) }
        try await group.waitForAll()
      }
    }
  }
}
