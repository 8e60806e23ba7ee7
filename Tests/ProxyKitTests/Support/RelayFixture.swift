import Foundation
import Logging
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// A whole service over a scripted origin, with delays short enough for tests.
struct RelayFixture {
  static let agentOfMPD = "Music Player Daemon 0.23.12"
  /// Two and a half MiB and a bit: several ranges, the last of them odd.
  static let longAudio = patternedBytes((5 << 19) + 123)
  /// Four ranges of the first size; enough where it is about what happens between two.
  static let shortAudio = Array(longAudio.prefix(400_123))

  let origin: LoopbackOrigin
  let library: FakeLibrary
  let service: ProxyService
  let recorder: EventRecorder
  let log: LogRecorder
  /// What the kernel says of the network.
  let network: NetworkScript

  private let running: Task<Void, any Error>

  /// The bytes of both tracks.
  let audio: [UInt8]

  /// Rules whose delays a test can wait for. The limits of silence are the usual ones: a busy machine must not
  /// be taken for a silent origin.
  static var rules: RelayRules {
    var rules = RelayRules()
    rules.retry = RetryPolicy(attempts: 3, baseDelay: .milliseconds(10))
    rules.networkRetryInterval = .milliseconds(20)
    rules.firstRangeBytes = 128 * 1024
    // On a busy machine the origin would seem far away now and then, and the order of requests be another.
    rules.lookAheadDelay = .seconds(3600)
    // Nor asked once more, be it for its silence or for its slowness.
    rules.hedgeDelay = .seconds(3600)
    rules.slownessLimit = .seconds(3600)
    return rules
  }

  /// Runs `body` against a service that knows the track `.test`, fresh and with its length, and `.other`,
  /// unresolved; the resolver mints URLs of the origin.
  ///
  /// - Parameters:
  ///   - audio: the bytes of both tracks.
  ///   - piping: who delivers what has no URL.
  ///   - cacheList: where the cache lists what it has.
  ///   - change: changes the options.
  ///   - checksBreaches: whether the origin must not have been asked for anything it does not like.
  @discardableResult
  static func run<Value>(
    audio: [UInt8] = longAudio, checksBreaches: Bool = true, piping: (any AudioPiping)? = nil,
    cacheList: (any AudioListing)? = nil,
    options change: (inout ProxyService.Options) -> Void = { _ in },
    _ body: (RelayFixture) async throws -> Value
  ) async throws -> Value {
    let origin = try await LoopbackOrigin.start()
    for id in [VideoID.test, .other] {
      origin.register(Asset(id: id.rawValue, itag: 251, contentType: "audio/webm", bytes: audio))
    }
    let library = FakeLibrary()
    library.put(
      Track(
        id: .test, title: "Déjà Vu", artist: "Beyoncé",
        media: media(try #require(origin.url(for: "\(VideoID.test)")), length: audio.count)))
    library.put(Track(id: .other, title: "First Love", artist: "宇多田ヒカル"))
    library.onResolve { id, _ in
      guard let url = origin.url(for: "\(id)") else { throw URLRefreshError(kind: .removed) }
      return media(url, length: audio.count)
    }
    var options = ProxyService.Options()
    options.host = "127.0.0.1"
    options.port = 0
    options.rules = rules
    options.drainTime = .seconds(5)
    let network = NetworkScript()
    options.networkSources = { network.sources }
    // Clients of tests leave by ending both sides, and keep what they have not read.
    options.connections = ConnectionLimits(streams: options.maximumStreams)
    options.connections?.halfClosedPatience = .milliseconds(200)
    change(&options)
    let events = EventHub()
    let recorder = EventRecorder()
    let recording = Task { [stream = events.subscribe(bufferingNewest: 10_000)] in
      await recorder.record(stream)
    }
    let log = LogRecorder()
    let logger = Logger(label: "test") { _ in log.handler }
    let service = try await ProxyService.start(
      options: options, store: library, resolver: library, cacheList: cacheList, piping: piping,
      events: events, logger: logger)
    let running = Task { try await service.run() }
    let fixture = RelayFixture(
      origin: origin, library: library, service: service, recorder: recorder, log: log, network: network,
      running: running, audio: audio)
    let result: Result<Value, any Error>
    do {
      result = .success(try await body(fixture))
    } catch {
      result = .failure(error)
    }
    running.cancel()
    try await running.value
    await recording.value
    // What a test put there may hold the library itself.
    library.onResolve { _, _ in throw URLRefreshError(kind: .removed) }
    try await origin.shutdown()
    let value = try result.get()
    if checksBreaches {
      #expect(
        origin.requests.breaches(maximumRange: options.rules.chunkBytes) == [],
        "the origin was asked for something it does not like")
    }
    // A signed URL gives away who listens, and lets others listen in that name.
    let told = log.lines.map(\.text) + recorder.events.map { "\($0)" }
    #expect(
      told.filter { $0.contains("videoplayback") || $0.contains("sig=") } == [], "a signed URL was told")
    return value
  }

  /// What a resolve knows of `url`.
  static func media(_ url: String, length: Int) -> MediaSource {
    MediaSource(
      url: url, resolvedAt: Date(), formatID: "251", contentType: "audio/webm",
      length: Int64(length),
      bitrate: 128)
  }

  /// Has the service go down, and waits until it has begun to.
  func goDown() async throws {
    running.cancel()
    try await recorder.wait { event in
      if case .notice(_, let text) = event { text.hasPrefix("going down") } else { false }
    }
  }

  /// Waits until the service is down.
  func isDown() async throws { try await running.value }

  /// A connection to the service.
  func connect(receiveBuffer: Int32? = nil) throws -> WireClient {
    try WireClient(port: service.port, receiveBuffer: receiveBuffer)
  }

  /// Asks once, on a connection of its own.
  func get(
    id: VideoID = .test, method: String = "GET", version: String = "1.1",
    agent: String = "mpv 0.35",
    query: String = "", _ fields: String...
  ) async throws -> WireAnswer {
    try await get(id: id, method: method, version: version, agent: agent, query: query, fields)
  }

  /// Asks once, on a connection of its own.
  func get(
    id: VideoID = .test, method: String = "GET", version: String = "1.1", agent: String = "mpv 0.35",
    query: String = "", _ fields: [String]
  ) async throws -> WireAnswer {
    let client = try connect()
    client.ask(method, "/proxy/\(id)\(query)", version: version, agent: agent, fields)
    return await client.read(isHead: method == "HEAD")
  }

  /// Makes the track `.test` an expired one.
  func age(by seconds: TimeInterval = 20_000) throws {
    guard var track = try library.track(.test) else { return }
    track.media?.resolvedAt = Date() - seconds
    library.put(track)
  }

  /// The names of the events so far, those of refreshes left out.
  var eventNames: [String] { recorder.events.map(\.name) }
}
