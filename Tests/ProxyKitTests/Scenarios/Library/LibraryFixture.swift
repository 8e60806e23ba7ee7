import Foundation
import Logging
import LoopbackOrigin
import TestSupport
import Testing

@testable import LibraryKit
@testable import ProxyKit
@testable import TrackKit

/// A whole service over a real library and a program in yt-dlp's place.
struct LibraryFixture {
  /// How a fixture is set up.
  struct Setup {
    var options = ProxyService.Options()
    var concurrency = 2
    var resolveTimeout = Duration.seconds(60)
    var breaker = CircuitBreaker()
    var busyTimeout = Duration.milliseconds(100)
    var keepingPause = Duration.milliseconds(50)
    /// The wall clock of the resolver, and of it alone.
    var now: @Sendable () -> Date = { Date() }
    /// Opens the library; for reading and writing when `nil`.
    var access = TrackStore.Access.readWrite
    /// What is done to the library before it is opened.
    var prepare: (YtmpdDatabase) throws -> Void = { _ in }
  }

  let origin: LoopbackOrigin
  let program: ScriptedYtDlp
  let database: YtmpdDatabase
  let store: TrackStore
  let resolver: StreamResolver
  let service: ProxyService
  let recorder: EventRecorder
  /// The bytes of every track.
  let audio = RelayFixture.shortAudio

  /// Runs `body` against a service whose library has `.test`, resolved, and `.other`, which is not; the program
  /// answers with URLs of the origin, for any video.
  static func run(
    _ change: (inout Setup) -> Void = { _ in }, _ body: (LibraryFixture) async throws -> Void
  ) async throws {
    var setup = Setup()
    setup.options.host = "127.0.0.1"
    setup.options.port = 0
    setup.options.rules = RelayFixture.rules
    setup.options.drainTime = .seconds(5)
    change(&setup)
    let origin = try await LoopbackOrigin.start()
    let database = try YtmpdDatabase(.second)
    try setup.prepare(database)
    if setup.access == .readOnly {
      let filling = try TrackStore.open(path: database.path).store
      try fill(filling, from: origin)
    }
    let store = try TrackStore.open(path: database.path, access: setup.access, busyTimeout: setup.busyTimeout)
      .store
    if setup.access == .readWrite { try fill(store, from: origin) }
    let events = EventHub()
    let recorder = EventRecorder()
    let recording = Task { [stream = events.subscribe(bufferingNewest: 10_000)] in
      await recorder.record(stream)
    }
    let program = try ScriptedYtDlp()
    let resolver = StreamResolver(
      resolver: YtDlpResolver(options: program.options(timeout: setup.resolveTimeout)), store: store,
      events: events, concurrency: setup.concurrency, breaker: setup.breaker,
      keepingPause: setup.keepingPause, now: setup.now)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let service = try await ProxyService.start(
      options: setup.options, store: store, resolver: resolver, events: events, logger: logger)
    let running = Task { try await service.run() }
    let fixture = LibraryFixture(
      origin: origin, program: program, database: database, store: store, resolver: resolver,
      service: service, recorder: recorder)
    let result: Result<Void, any Error>
    do {
      try fixture.behave()
      try await body(fixture)
      result = .success(())
    } catch {
      result = .failure(error)
    }
    running.cancel()
    try await running.value
    await resolver.stop()
    await recording.value
    try await origin.shutdown()
    try result.get()
    #expect(origin.requests.breaches() == [], "the origin was asked for something it does not like")
  }

  private static func fill(_ store: TrackStore, from origin: LoopbackOrigin) throws {
    for id in [VideoID.test, .other] + (0..<20).map(numbered) { serve(id, from: origin) }
    try store.register([Track(id: .test, title: "Déjà Vu", artist: "Beyoncé"), Track(id: .other, title: "B")])
    try store.register((0..<20).map { Track(id: numbered($0), title: "Song \($0)") })
    try store.saveResolved(
      Track(
        id: .test, title: "Déjà Vu",
        media: RelayFixture.media(
          try #require(origin.url(for: "\(VideoID.test)")), length: RelayFixture.shortAudio.count)))
  }

  private static func serve(_ id: VideoID, from origin: LoopbackOrigin) {
    origin.register(
      Asset(id: id.rawValue, itag: 251, contentType: "audio/webm", bytes: RelayFixture.shortAudio))
  }

  /// One of twenty ids in the library, none of them resolved.
  static func numbered(_ number: Int) -> VideoID {
    guard let id = VideoID("numbered_\(number / 10)\(number % 10)") else { preconditionFailure("no id") }
    return id
  }

  /// Lets the program answer with a URL of the origin, after `prelude`, which is shell.
  func behave(_ prelude: String = ":") throws {
    // URLs made by hand, another one each time: the origin takes any `sig`.
    let number = #"$((1000 + $(wc -l <"$here/runs")))"#
    let query = "id=$id&itag=251&mime=audio%2Fwebm&clen=\(audio.count)&sig=\(number)"
    try program.behave(prelude + "\nanswer \"http://\(origin.authority)/videoplayback?\(query)\"")
  }

  /// Asks once, on a connection of its own.
  func get(_ id: VideoID, agent: String = "mpv 0.35", _ fields: String...) async throws -> WireAnswer {
    let client = try WireClient(port: service.port, patience: 100)
    client.ask("GET", "/proxy/\(id)", agent: agent, fields)
    return await client.read()
  }

  /// The words of the notices so far.
  var notices: [String] {
    recorder.events.compactMap { event in if case .notice(_, let text) = event { text } else { nil } }
  }
}
