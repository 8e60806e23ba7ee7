import Glibc
import TestSupport
import Testing

@testable import MPDKit

/// Whether an MPD that does not answer is blocked, or the network is away.
@Suite(.timeLimit(.minutes(5))) struct PlayerSilenceTests {
  static let rows: [(PlayerSilence, Bool)] = [
    // Nothing gets lost on this machine's own sockets.
    (.init(isLocal: true), true), (.init(isLocal: true, isAcknowledged: false), true),
    // MPD's system answers, and MPD does not.
    (.init(second: .taken), true),
    // What was sent does not arrive.
    (.init(isAcknowledged: false, second: .taken), false), (.init(isAcknowledged: false), false),
    (.init(second: .unanswered), false), (.init(second: .none), false),
    // MPD talks to others, or is gone.
    (.init(second: .greeted), false), (.init(second: .refused), false),
    (.init(isAcknowledged: false, second: .greeted), false),
  ]

  @Test(arguments: rows.indices) func verdict(row: Int) {
    #expect(Self.rows[row].0.isBlocked == Self.rows[row].1, "\(Self.rows[row].0)")
  }

  private static func link(_ forwarder: SilentForwarder) -> MPDLink {
    MPDLink(address: SilentConnectionTests.address(forwarder)) { _ in [:] }
  }

  @Test func blockedMPDIsToldFromADeadConnection() async throws {
    let fixture = try await MPDFixture()
    let forwarder = try SilentForwarder(to: fixture.socket)
    let link = Self.link(forwarder)
    #expect(await !link.isBlocked(within: .seconds(10)))
    // The connection dies in silence; MPD is well.
    forwarder.goSilent()
    #expect(await !link.isBlocked(within: .seconds(2)))
    // And the next question is asked on another one.
    #expect(await !link.isBlocked(within: .seconds(10)))
    fixture.suspend()
    #expect(await link.isBlocked(within: .milliseconds(400)))
    fixture.resume()
    #expect(await !link.isBlocked(within: .seconds(10)))
  }

  @Test func blockedMPDIsSeenWithoutAConnectionOfBefore() async throws {
    let fixture = try await MPDFixture()
    let forwarder = try SilentForwarder(to: fixture.socket)
    let link = Self.link(forwarder)
    fixture.suspend()
    #expect(await link.isBlocked(within: .milliseconds(400)))
    fixture.resume()
    #expect(await !link.isBlocked(within: .seconds(10)))
  }

  @Test func secondConnectionTellsWhatTheFirstIsWorth() async throws {
    let fixture = try await MPDFixture()
    let forwarder = try SilentForwarder(to: fixture.socket)
    let connection = try MPDConnection(to: SilentConnectionTests.address(forwarder), deadline: .seconds(60))
    #expect(try connection.silence(within: .seconds(60)) == nil)
    forwarder.goSilent()
    let silence = try connection.silence(within: .seconds(2))
    #expect(silence == PlayerSilence(isLocal: false, isAcknowledged: true, second: .greeted))
    // The answer may come yet, to a question that nobody asks any more.
    #expect(connection.isBroken)
  }

  @Test func unacknowledgedBytesAreSeen() throws {
    var ends: [Int32] = [-1, -1]
    // Two ends of a TCP connection, of which the other one reads nothing.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        try #require(bind(listener, address, length) == 0 && listen(listener, 1) == 0)
        try #require(getsockname(listener, address, &length) == 0)
        ends[0] = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(connect(ends[0], address, length) == 0)
      }
    }
    ends[1] = accept(listener, nil, nil)
    defer { for end in ends { close(end) } }
    #expect(!MPDConnection.hasUnacknowledged(ends[0]))
    let bytes = [UInt8](repeating: 0, count: 1 << 16)
    while send(ends[0], bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {}
    #expect(MPDConnection.hasUnacknowledged(ends[0]))
  }
}
