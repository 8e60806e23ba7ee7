import FoundationEssentials
import TestSupport
import Testing

@testable import MPDKit

@Suite(.timeLimit(.minutes(5))) struct MPDClientTests {
  static func address(_ fixture: MPDFixture, password: String? = nil) -> MPDAddress {
    MPDAddress(endpoint: .socket(path: fixture.socket), password: password)
  }

  @Test func commandsOfAPlayer() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: Self.address(fixture))
    let (version, endpoint) = try await client.connect()
    #expect(version >= MPDVersion(0, 20, 0))
    #expect(endpoint == .socket(path: fixture.socket))

    var status = try await client.status()
    #expect(status.state == .stopped)
    #expect(status.queueLength == 0)
    #expect(try await client.currentSong() == nil)

    let ids = try await client.add(["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"])
    let queue = try await client.queue()
    #expect(queue.map(\.id) == ids)
    #expect(queue.map(\.uri) == ["http://127.0.0.1:1/a", "http://127.0.0.1:1/b"])
    #expect(queue.map(\.position) == [0, 1])
    let before = try await client.status().queueVersion
    let third = try await client.add("http://127.0.0.1:1/c")
    #expect(try await client.queueChanges(since: before).map(\.id).contains(third))

    try await client.set(.random, true)
    try await client.set(.repeat, true)
    try await client.set(.single, true)
    try await client.set(.consume, true)
    status = try await client.status()
    #expect(status.isRandom && status.isRepeating && status.isConsuming && status.single == .on)
    #expect(status.queueLength == 3)

    try await client.delete([ids[0]])
    #expect(try await client.queue().map(\.id) == [ids[1], third])
    try await client.clear()
    #expect(try await client.queue().isEmpty)
    try await client.ping()
    try await client.update()
  }

  @Test func playingAGeneratedSong() async throws {
    let fixture = try await MPDFixture()
    try WaveFile.silence(seconds: 30).write(to: fixture.music.appending(path: "a.wav"))
    try WaveFile.silence(seconds: 30).write(to: fixture.music.appending(path: "b.wav"))
    let client = MPDClient(address: Self.address(fixture))
    try await fixture.mpc("update", "--wait")
    let ids = try await client.add(["a.wav", "b.wav"])
    try await client.play(ids[0])
    try await client.seek(to: .seconds(10))
    var status = try await client.status()
    #expect(status.state == .playing)
    #expect(status.error == nil)
    #expect(status.songID == ids[0])
    #expect(status.nextSongID == ids[1])
    #expect(try #require(status.elapsed) >= .seconds(9))
    #expect(status.duration == .seconds(30))
    #expect(status.audioFormat?.description == "8000:16:1")
    #expect(try await client.currentSong()?.duration == .seconds(30))
    try await client.togglePause()
    status = try await client.status()
    #expect(status.state == .paused)
    #expect(status.elapsed(at: status.readAt + .seconds(5)) == status.elapsed)
    try await client.togglePause()
    try await client.next()
    #expect(try await client.status().songID == ids[1])
    try await client.previous()
    #expect(try await client.status().songID == ids[0])
    try await client.set(.single, true)
    try await client.skipToNext()
    #expect(try await client.status().songID == ids[1])
    try await client.skipToPrevious()
    #expect(try await client.status().songID == ids[0])
    try await client.play(position: 1)
    try await client.stop()
    #expect(try await client.status().state == .stopped)
    try await client.togglePause()
    #expect(try await client.status().state == .playing)
    try await client.skip(to: ids[0])
    #expect(try await client.status().songID == ids[0])
  }

  @Test func noServer_isSaid() async throws {
    let missing = MPDClient(address: MPDAddress(endpoint: .socket(path: "/nonexistent/socket")))
    await #expect(throws: MPDError.socketMissing(path: "/nonexistent/socket")) { try await missing.ping() }
    let fixture = try await MPDFixture()
    await fixture.kill()
    let refused = MPDClient(address: Self.address(fixture))
    await #expect(throws: MPDError.refused(address: fixture.socket)) { try await refused.ping() }
    let port = try GreetingServer(greeting: "").port
    let tcp = MPDClient(address: MPDAddress(endpoint: .tcp(host: "127.0.0.1", port: port)))
    await #expect(throws: MPDError.refused(address: "127.0.0.1:\(port)")) { try await tcp.ping() }
  }

  @Test func fallbacksAreTriedInOrder() async throws {
    let fixture = try await MPDFixture()
    let address = MPDAddress(
      endpoint: .socket(path: "/nonexistent/socket"),
      fallbacks: [.socket(path: "/nonexistent/too"), .socket(path: fixture.socket)])
    let client = MPDClient(address: address)
    #expect(try await client.connect().endpoint == .socket(path: fixture.socket))
    await fixture.kill()
    let error = MPDError.refused(
      address: "/nonexistent/socket, /nonexistent/too or \(fixture.socket)")
    await #expect(throws: error) { try await client.ping() }
  }

  @Test(arguments: [
    ("OK MPD 0.18.9\n", MPDError.versionTooOld(MPDVersion(0, 18, 9))),
    ("HTTP/1.1 400 Bad Request\r\n\r\n", nil), ("", nil),
  ])
  func otherServers_areRefused(greeting: String, expected: MPDError?) async throws {
    let server = try GreetingServer(greeting: greeting)
    let endpoint = MPDAddress.Endpoint.tcp(host: "127.0.0.1", port: server.port)
    let client = MPDClient(address: MPDAddress(endpoint: endpoint))
    let error = await #expect(throws: MPDError.self) { try await client.ping() }
    if let expected {
      #expect(error == expected)
    } else if greeting.isEmpty {
      guard case .unreachable = error else { throw UnexpectedError(error) }
    } else {
      #expect(error == .notMPD(address: endpoint.description))
    }
  }

  @Test func passwords() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.password = "open sesame"
    let fixture = try await MPDFixture(configuration)
    let right = MPDClient(address: Self.address(fixture, password: "open sesame"))
    #expect(try await right.status().queueLength == 0)
    let wrong = MPDClient(address: Self.address(fixture, password: "open barley"))
    await #expect(throws: MPDError.wrongPassword) { try await wrong.ping() }
    let none = MPDClient(address: Self.address(fixture))
    await #expect(throws: MPDError.permission(command: "status")) { _ = try await none.status() }
    #expect(!"\(MPDError.wrongPassword)".contains("sesame"))
  }

  @Test func refusals_areTypedAndLeaveTheConnectionStanding() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.queueLimit = 3
    let fixture = try await MPDFixture(configuration)
    let client = MPDClient(address: Self.address(fixture))
    let missing = await #expect(throws: MPDError.self) { try await client.play(MPDSongID(rawValue: 99)) }
    #expect(missing == .noSuchItem(command: "playid", text: "No such song"))
    let unknown = await #expect(throws: MPDError.self) { try await client.load(playlist: "nowhere") }
    #expect(unknown == .noSuchItem(command: "load", text: "No such playlist"))
    await #expect(throws: MPDError.invalidArgument("the playlist's name has a line break")) {
      try await client.load(playlist: "a\nclear")
    }
    // All or nothing, with what MPD allows.
    let first = try await client.add("http://127.0.0.1:1/0")
    await #expect(throws: MPDError.tooManySongs(count: 4, room: 2)) {
      try await client.add((1...4).map { "http://127.0.0.1:1/\($0)" })
    }
    #expect(try await client.queue().map(\.id) == [first])
    try await client.add(["http://127.0.0.1:1/5", "http://127.0.0.1:1/6"])
    await #expect(throws: MPDError.queueFull) { try await client.add("http://127.0.0.1:1/7") }
  }

  @Test func restartOfMPD_isSurvived() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: Self.address(fixture))
    try await client.ping()
    await fixture.kill()
    await #expect(throws: MPDError.refused(address: fixture.socket)) { try await client.ping() }
    try await fixture.start()
    try await client.ping()
    // Killed and started again between two commands: the dead connection is noticed before it is used.
    await fixture.kill()
    try await fixture.start()
    try await client.ping()
  }

  @Test func silentMPD_timesOut_andIsAskedAgain() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: Self.address(fixture))
    try await client.ping()
    fixture.suspend()
    await #expect(throws: MPDError.timedOut(command: "ping", after: .milliseconds(200))) {
      try await client.ping(within: .milliseconds(200))
    }
    fixture.resume()
    try await client.ping()
  }

  @Test func close_endsACommandUnderWay() async throws {
    let server = try GreetingServer(greeting: "OK MPD 0.23.5\n", staysSilent: true)
    let endpoint = MPDAddress.Endpoint.tcp(host: "127.0.0.1", port: server.port)
    let client = MPDClient(address: MPDAddress(endpoint: endpoint))
    let command = Task { try await client.ping(within: .seconds(60)) }
    for await line in server.received where line == "ping\n" { break }
    client.close()
    await #expect(throws: MPDError.closed) { try await command.value }
    await #expect(throws: MPDError.closed) { try await client.ping() }
  }

  @Test func cancelled_givesUpSoon_withAllInLine() async throws {
    let server = try GreetingServer(greeting: "OK MPD 0.23.5\n", staysSilent: true)
    let endpoint = MPDAddress.Endpoint.tcp(host: "127.0.0.1", port: server.port)
    let deadlines = MPDClient.Deadlines(ordinary: .seconds(600))
    let client = MPDClient(address: MPDAddress(endpoint: endpoint), deadlines: deadlines)
    // One that waits for its answer, and others behind it.
    let commands = (0..<50).map { _ in Task { try await client.ping(within: .seconds(600)) } }
    for await line in server.received where line == "ping\n" { break }
    for command in commands { command.cancel() }
    for command in commands { await #expect(throws: MPDError.closed) { try await command.value } }
  }

  @Test func cancelled_getsItsAnswer_andSoDoTheNext() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: Self.address(fixture))
    let command = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      try await client.set(.repeat, true)
      return try await client.status().isRepeating
    }
    #expect(try await command.value)
    try await client.ping()
  }

  @Test func skip_isTwoCommands() async throws {
    let server = try GreetingServer(greeting: "OK MPD 0.23.5\n", answers: ["OK\n", "OK\n"])
    let endpoint = MPDAddress.Endpoint.tcp(host: "127.0.0.1", port: server.port)
    let client = MPDClient(address: MPDAddress(endpoint: endpoint))
    try await client.skip(to: MPDSongID(rawValue: 5))
    var sent: [String] = []
    for await piece in server.received.prefix(2) { sent.append(piece) }
    #expect(sent == ["stop\n", "playid \"5\"\n"])
  }

  @Test func listsBeyondTwoMebibytes() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: Self.address(fixture))
    let ids = try await client.add((0..<2000).map { "http://127.0.0.1:1/proxy/\($0)" })
    #expect(ids.count == 2000)
    // 2,000 songs with three tags of 1,000 quoted bytes each: 6 MiB.
    let text = String(repeating: "\"", count: 500)
    let edits = ids.map {
      SongEdit(song: $0, steps: [.add(.artist, text), .add(.title, text), .add(.album, text)])
    }
    #expect(edits.reduce(0) { $0 + $1.length } > 6_000_000)
    try await client.apply(edits)
    let queue = try await client.queue()
    #expect(queue.allSatisfy { $0.artist == text && $0.title == text && $0.album == text })
  }
}

struct UnexpectedError: Error {
  let error: (any Error)?
  init(_ error: (any Error)?) { self.error = error }
}

/// Sound files that need no encoder.
enum WaveFile {
  /// Silence, 8 kHz, 8 bits, mono.
  static func silence(seconds: Int) -> Data {
    let samples = seconds * 8000
    func bytes(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) } }
    var data = Data("RIFF".utf8)
    data += bytes(36 + samples, 4)
    data += Data("WAVEfmt ".utf8)
    data +=
      bytes(16, 4) + bytes(1, 2) + bytes(1, 2) + bytes(8000, 4) + bytes(8000, 4) + bytes(1, 2) + bytes(8, 2)
    data += Data("data".utf8)
    data += bytes(samples, 4)
    data += [UInt8](repeating: 0x80, count: samples)
    return data
  }
}
