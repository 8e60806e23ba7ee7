import Glibc
import Synchronization
import Testing

@testable import LoopbackOrigin

/// A time of day that moves when it is told to.
final class ManualTime: Sendable {
  private let time: Mutex<Double>
  init(_ time: Double) { self.time = Mutex(time) }
  var now: Double {
    get { time.withLock { $0 } }
    set { time.withLock { $0 = newValue } }
  }
}

@Suite("The origin as a whole")
struct LoopbackOriginTests {
  @Test("A waiter is woken by the request it waits for, and by its cancellation")
  func waiting() async throws {
    try await withOrigin { origin, _ in
      async let two = origin.waitForRequests(2, for: LoopbackOrigin.id)
      _ = try await origin.ask(range: "bytes=0-9")
      _ = try await origin.ask(range: "bytes=10-19")
      #expect(try await two.map(\.request.range) == [0...9, 10...19])

      let never = Task { try await origin.waitForRequests(100) }
      never.cancel()
      await #expect(throws: CancellationError.self) { try await never.value }
    }
  }

  @Test("The log keeps the newest requests, and goes on counting")
  func logLimit() async throws {
    try await withOrigin(.init(logLimit: 2)) { origin, _ in
      for _ in 1...9 { _ = try await origin.ask(range: "bytes=0-9") }
      let records = try await origin.waitForRequests { $0.allSatisfy { $0.ending == .complete } }
      #expect(records.count >= 2 && records.count <= 4)
      #expect(records.last?.request.number == 9)
      #expect(records.last?.request.index == 8)
    }
  }

  @Test("Breaches of googlevideo's rules are told from its log")
  func breaches() async throws {
    try await withOrigin { origin, _ in
      let good = try #require(origin.url(for: LoopbackOrigin.id))
      let dead = try #require(origin.url(for: LoopbackOrigin.id))
      origin.revoke(dead)
      _ = try await origin.ask(range: "bytes=0-99", url: good)
      _ = try await origin.ask(range: "bytes=0-99", url: good)
      _ = try await origin.ask(range: "bytes=0-99", url: dead)
      #expect(origin.requests.breaches() == [])
      _ = try await origin.ask(range: "bytes=0-99", url: dead)
      #expect(origin.requests.breaches() == ["request 4: asked again after 403"])
      _ = try await origin.ask(range: nil)
      _ = try await origin.ask(range: "bytes=5-")
      _ = try await origin.ask(range: "bytes=0-1048576")
      _ = await WireClient.ask(port: origin.port, try origin.request("HEAD", range: "bytes=0-1"))
      #expect(
        origin.requests.dropFirst(4).breaches() == [
          "request 5: Range is absent", "request 6: Range is bytes=5-",
          "request 7: a range of 1048577 bytes", "request 8: HEAD",
        ])
    }
  }

  @Test("A stopped origin refuses; a resumed one answers the same URLs")
  func stopAndResume() async throws {
    try await withOrigin { origin, bytes in
      let url = try #require(origin.url(for: LoopbackOrigin.id))
      origin.script(LoopbackOrigin.id, [.stall(after: 10, for: nil)])
      async let stalled = origin.ask(range: "bytes=0-99", url: url)
      try await origin.waitForRequests { $0.first?.bytesSent == 10 }
      try await origin.stopListening()
      #expect(try await stalled.body.count == 10)
      #expect(origin.requests.first?.ending == .cut)
      #expect(origin.openConnections == 0)
      let request = try origin.request(range: "bytes=0-99", url: url)
      #expect(await WireClient.ask(port: origin.port, request) == nil)
      try await origin.resumeListening()
      #expect(try await origin.ask(range: "bytes=0-99", url: url).carries(bytes[..<100]))
    }
  }

  @Test("Shutting down twice is shutting down")
  func shutdownTwice() async throws {
    let origin = try await LoopbackOrigin.start()
    try await origin.shutdown()
    try await origin.shutdown()
    #expect(await WireClient.ask(port: origin.port, "GET / HTTP/1.1\r\n\r\n") == nil)
  }

  @Test("A client that does not read is not written for")
  func backPressure() async throws {
    try await withOrigin(length: 1 << 26, .init(maximumRange: 1 << 30)) { origin, _ in
      let lazy = try #require(WireClient(port: origin.port))
      defer { lazy.hangUp() }
      lazy.say(try origin.request(range: "bytes=0-67108863"))
      try await origin.waitForRequests { ($0.first?.bytesSent ?? 0) > 0 }
      // The same event loop answers this one only once it has done all it could for the first.
      #expect(try await origin.ask(range: "bytes=0-9").status == 206)
      let sent = try #require(origin.requests.first?.bytesSent)
      #expect(sent < 1 << 25)
      #expect(origin.requests.first?.ending == nil)
    }
  }

  @Test("The pace limit is kept, to the byte and to the moment")
  func pace() async throws {
    try await withOrigin(.init(bytesPerSecond: 1_000_000)) { (origin, bytes) async throws in
      let clock = ContinuousClock()
      let start = clock.now
      #expect(try await origin.ask(range: "bytes=0-249999").carries(bytes[..<250_000]))
      #expect(clock.now - start >= .milliseconds(250))
    }
  }

  @Test("An asset in a file gives the file's bytes, and a cut when the file shrinks")
  func file() async throws {
    try await withOrigin { origin, bytes in
      var template = Array("/tmp/loopback-origin-XXXXXX".utf8CString)
      let descriptor = mkstemp(&template)
      try #require(descriptor >= 0)
      let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      defer {
        unlink(path)
        close(descriptor)
      }
      try #require(write(descriptor, bytes, bytes.count) == bytes.count)
      origin.register(try Asset(id: "file", itag: 1, contentType: "audio/wav", file: path))
      let url = try #require(origin.url(for: "file"))
      #expect(try await origin.ask(range: "bytes=7-299999", url: url).carries(bytes[7...]))
      ftruncate(descriptor, 150_000)
      let short = try await origin.ask(range: "bytes=0-299999", url: url)
      #expect(short.ending == .closed && short.body.count < 300_000)

      let error = #expect(throws: AssetError.self) {
        _ = try Asset(id: "file", itag: 1, contentType: "audio/wav", file: "/nowhere/at/all")
      }
      #expect(error?.description == "open /nowhere/at/all: No such file or directory")
    }
  }

  @Test("Random faults are the same for the same seed, and about as frequent as their odds")
  func randomFaults() {
    let odds = RandomFaults.Odds(unavailable: 0.1, reset: 0.05, stall: 0.05, revocation: 0.02)
    func run(seed: UInt64) -> [Fault?] {
      var faults = RandomFaults(seed: seed, odds: odds, stall: .seconds(1)...(.seconds(2)))
      return (0..<10_000).map { _ in faults.next(length: 1 << 20) }
    }
    let faults = run(seed: 7)
    #expect(faults == run(seed: 7))
    #expect(faults != run(seed: 8))
    var counts: [String: Int] = [:]
    for fault in faults {
      switch fault {
      case .status(503, nil): counts["503", default: 0] += 1
      case .reset(let after) where (0..<1 << 20).contains(after): counts["reset", default: 0] += 1
      case .stall(let after, let duration?)
      where (0..<1 << 20).contains(after) && (.seconds(1)...(.seconds(2))).contains(duration):
        counts["stall", default: 0] += 1
      case .revoke(403): counts["403", default: 0] += 1
      case nil: counts["none", default: 0] += 1
      default: Issue.record("\(String(describing: fault))")
      }
    }
    #expect((850...1150).contains(counts["503", default: 0]))
    #expect((400...600).contains(counts["reset", default: 0]))
    #expect((400...600).contains(counts["stall", default: 0]))
    #expect((130...270).contains(counts["403", default: 0]))
  }

  @Test("Random faults strike only those without a script")
  func strike() async throws {
    try await withOrigin { (origin, _) async throws in
      origin.strike(RandomFaults(seed: 1, odds: .init(unavailable: 1e9)))
      #expect(try await origin.ask(range: "bytes=0-9").status == 503)
      origin.script(LoopbackOrigin.id, [nil])
      #expect(try await origin.ask(range: "bytes=0-9").status == 206)
      #expect(try await origin.ask(range: "bytes=0-9").status == 503)
      origin.strike(nil)
      #expect(try await origin.ask(range: "bytes=0-9").status == 206)
    }
  }
}
