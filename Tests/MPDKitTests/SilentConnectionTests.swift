import Glibc
import TestSupport
import Testing

@testable import MPDKit

/// Connections that die without a word.
@Suite(.timeLimit(.minutes(5))) struct SilentConnectionTests {
  /// The loss of a connection that MPD gave no sign of life on.
  static func silence(_ update: MPDLinkUpdate) -> Duration? {
    guard case .lost(.timedOut("noidle", let limit), _) = update else { return nil }
    return limit
  }

  static func loss(_ update: MPDLinkUpdate) -> Duration? {
    guard case .lost(_, let delay) = update else { return nil }
    return delay
  }

  static func address(_ forwarder: SilentForwarder) -> MPDAddress {
    MPDAddress(endpoint: .tcp(host: "127.0.0.1", port: forwarder.port))
  }

  @Test func silenceIsNoticed_andWhatHappenedMeanwhileIsSeen() async throws {
    let fixture = try await MPDFixture()
    let forwarder = try SilentForwarder(to: fixture.socket)
    let test = LinkUnderTest(
      Self.address(forwarder), deadlines: .init(silence: .milliseconds(200), signOfLife: .seconds(1)))
    try await test.queue(where: \.isEmpty)
    forwarder.goSilent()
    try await fixture.mpc("add", Library.uri(1), Library.uri(2))
    try await fixture.mpc("random", "on")
    #expect(try await test.next(Self.silence) == .seconds(1))
    #expect(!test.link.tagsQueue)
    try await test.taggedQueue(2)
    #expect(try await test.link.client.status().isRandom)
    // The new connection tells of news as the first did.
    try await fixture.mpc("add", Library.uri(3))
    try await test.taggedQueue(3)
  }

  @Test func mpdThatAnswers_isNeverLost() async throws {
    let fixture = try await MPDFixture()
    let watcher = MPDIdleWatcher(
      address: MPDClientTests.address(fixture), deadlines: .init(silence: .milliseconds(1)))
    watcher.start()
    var events = watcher.events.makeAsyncIterator()
    guard case .connected = await events.next() else { throw UnexpectedError(nil) }
    // Signs of life by the hundred, and no change gets lost between them.
    for count in 1...20 {
      try await fixture.mpc("add", Library.uri(count))
      #expect(await events.next() == .changed(.queue))
    }
  }

  @Test func waking_findsASilentConnectionAtOnce() async throws {
    let fixture = try await MPDFixture()
    let forwarder = try SilentForwarder(to: fixture.socket)
    let test = LinkUnderTest(
      Self.address(forwarder), deadlines: .init(silence: .seconds(3600), waking: .milliseconds(200)))
    try await test.queue(where: \.isEmpty)
    test.link.wake()
    try await test.queue(where: \.isEmpty)
    forwarder.goSilent()
    try await fixture.mpc("add", Library.uri(1))
    test.link.wake()
    #expect(try await test.next(Self.silence) == .milliseconds(200))
    try await test.taggedQueue(1)
  }

  @Test func waking_beginsTheWaitsAnew() async throws {
    let fixture = try await MPDFixture()
    await fixture.kill()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    #expect(try await test.next(Self.loss) == .seconds(1))
    #expect(try await test.next(Self.loss) == .seconds(2))
    test.link.wake()
    #expect(try await test.next(Self.loss) == .seconds(1))
  }

  @Test func kernelLooksAfterTCPConnections() async throws {
    let fixture = try await MPDFixture()
    let forwarder = try SilentForwarder(to: fixture.socket)
    let connection = try MPDConnection(to: Self.address(forwarder), deadline: .seconds(10))
    func option(_ level: Int32, _ name: Int32) -> Int32 {
      var value: Int32 = -1
      var length = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(connection.descriptor, level, name, &value, &length)
      return value
    }
    #expect(option(SOL_SOCKET, SO_KEEPALIVE) == 1)
    #expect(option(TCPLiveness.tcp, TCP_KEEPIDLE) == 15)
    #expect(option(TCPLiveness.tcp, TCP_KEEPINTVL) == 5)
    #expect(option(TCPLiveness.tcp, TCP_KEEPCNT) == 3)
    #expect(option(TCPLiveness.tcp, TCP_USER_TIMEOUT) == 30_000)
  }
}
