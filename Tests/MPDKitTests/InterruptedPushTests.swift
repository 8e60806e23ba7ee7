import FoundationEssentials
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import MPDKit

/// MPD is lost in the middle of a push, in every way it can be.
@Suite(.timeLimit(.minutes(5))) struct InterruptedPushTests {
  static let other = "http://127.0.0.1:1/other"

  static func client(_ relay: MPDRelay, _ deadlines: MPDClient.Deadlines = .init()) -> MPDClient {
    MPDClient(address: MPDAddress(endpoint: .socket(path: relay.path)), deadlines: deadlines)
  }

  /// The queue as MPD itself has it, past the relay.
  static func queue(_ fixture: MPDFixture) async throws -> [MPDSong] {
    try await MPDClient(address: MPDClientTests.address(fixture)).queue()
  }

  @Test(arguments: [MPDPush.Mode.append, .insertNext, .replace])
  func brokenConnection_isMended(mode: MPDPush.Mode) async throws {
    let fixture = try await MPDFixture()
    // The first connection breaks when MPD has the songs; the client can't know how many came.
    let relay = try MPDRelay(to: fixture.socket) { $0 == 1 ? .cut : .spared }
    let client = Self.client(relay)
    let before = try await MPDClient(address: MPDClientTests.address(fixture)).add([
      Self.other, Library.uri(2),
    ])
    let entries = MPDPushTests.entries(1...300)
    let result = try await client.push(MPDPush(entries, mode: mode))
    #expect(result.wasResumed)
    let queue = try await Self.queue(fixture)
    let ours = queue.filter { result.ids.contains($0.id) }
    #expect(ours.map(\.id) == result.ids)
    #expect(ours.map(\.uri) == entries.map(\.uri))
    #expect(zip(ours, entries).allSatisfy(MPDPushTests.isTagged))
    // What had been there, one of our own songs included, is there once and no more.
    #expect(queue.filter { !result.ids.contains($0.id) }.map(\.id) == (mode == .replace ? [] : before))
  }

  @Test func killedAndRestartedMPD_getsThePushOnceMore() async throws {
    let fixture = try await MPDFixture()
    let deaths = AsyncStream.makeStream(of: Void.self)
    let relay = try MPDRelay(to: fixture.socket) { number in
      guard number == 1, let process = fixture.processID else { return .spared }
      Glibc.kill(process, SIGKILL)
      deaths.continuation.yield()
      return .spared
    }
    let client = Self.client(relay, .init(recovery: .seconds(60)))
    let entries = MPDPushTests.entries(1...10_000)
    async let push = client.push(MPDPush(entries))
    for await _ in deaths.stream { break }
    await fixture.kill()
    try await fixture.start()
    let result = try await push
    #expect(result.wasResumed)
    let queue = try await Self.queue(fixture)
    #expect(queue.map(\.id) == result.ids)
    #expect(zip(queue, entries).allSatisfy(MPDPushTests.isTagged) && queue.count == entries.count)
  }

  @Test func killedMPD_thatStaysAway_isSaid() async throws {
    let fixture = try await MPDFixture()
    let relay = try MPDRelay(to: fixture.socket) { _ in
      if let process = fixture.processID { Glibc.kill(process, SIGKILL) }
      return .spared
    }
    let client = Self.client(relay, .init(recovery: .milliseconds(300)))
    let error = await #expect(throws: MPDError.self) {
      try await client.push(MPDPush(MPDPushTests.entries(1...1000)))
    }
    #expect(error == .interruptedPush(added: 0, of: 1000))
    #expect("\(MPDError.interruptedPush(added: 0, of: 1000))".contains("did not come back"))
  }

  @Test(arguments: [200, 10_000])
  func suspendedMPD_getsThePushOnceMore_andNothingTwice(count: Int) async throws {
    let fixture = try await MPDFixture()
    let before = try await MPDClient(address: MPDClientTests.address(fixture)).add([Self.other])
    // MPD stops when the songs come, and goes on when the client has given up and connects again: of the old
    // connection it then finds the whole list of a small push, and a part of a large one's.
    let relay = try MPDRelay(to: fixture.socket) { number in
      if number == 2 { fixture.resume() }
    } onPush: { number in
      if number == 1 { fixture.suspend() }
      return .spared
    }
    let client = Self.client(relay, .init(ordinary: .seconds(20), playback: .seconds(4)))
    let entries = MPDPushTests.entries(1...count)
    // A deadline of its own: the second push must not run into the short one on a slow machine.
    let result = try await client.push(MPDPush(entries))
    #expect(result.wasResumed)
    let queue = try await Self.queue(fixture)
    #expect(queue.map(\.id) == before + result.ids)
    #expect(zip(queue.dropFirst(), entries).allSatisfy(MPDPushTests.isTagged))
  }

  @Test func connectionThatBreaksAgain_leavesTheQueueAsItWas() async throws {
    let fixture = try await MPDFixture()
    let before = try await MPDClient(address: MPDClientTests.address(fixture)).add([
      Self.other, Library.uri(7),
    ])
    let relay = try MPDRelay(to: fixture.socket) { _ in .cut }
    let error = await #expect(throws: MPDError.self) {
      try await Self.client(relay).push(MPDPush(MPDPushTests.entries(1...300)))
    }
    guard case .pushRolledBack = error else { throw UnexpectedError(error) }
    #expect(error?.description.contains("taken out of its queue again") == true)
    #expect(try await Self.queue(fixture).map(\.id) == before)
  }

  @Test(arguments: [
    ("read", MPDPush.Mode.append, "addid"), ("read,add", .replace, "stop"), ("read,add", .insertNext, "move"),
  ])
  func missingPermission_isSaidBeforeAnythingIsDone(
    permissions: String, mode: MPDPush.Mode, command: String
  ) async throws {
    var configuration = MPDFixture.Configuration()
    configuration.password = "x"
    configuration.permissions = permissions
    let fixture = try await MPDFixture(configuration)
    let client = MPDClient(address: MPDClientTests.address(fixture, password: "x"))
    await #expect(throws: MPDError.permission(command: command)) {
      try await client.push(MPDPush(MPDPushTests.entries(1...3), mode: mode))
    }
    #expect(try await client.queue().isEmpty)
  }

  @Test func oldMPD_isRefused() async throws {
    let server = try GreetingServer(greeting: "OK MPD 0.18.0\n")
    let client = MPDClient(address: MPDAddress(endpoint: .tcp(host: "127.0.0.1", port: server.port)))
    await #expect(throws: MPDError.versionTooOld(MPDVersion(0, 18, 0))) {
      try await client.push(MPDPush(MPDPushTests.entries(1...3)))
    }
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var before: [(UInt32, String)] = []
    let queue: [(UInt32, String)]
    let leftovers: [Int]
  }

  static let rows: [Row] = [
    Row(testDescription: "nothing came", before: [(1, "x")], queue: [(1, "x")], leftovers: []),
    Row(
      testDescription: "some came", before: [(1, "x")], queue: [(1, "x"), (2, "a"), (3, "b")],
      leftovers: [1, 2]),
    Row(
      testDescription: "one was there before", before: [(1, "a")], queue: [(1, "a"), (2, "a"), (3, "b")],
      leftovers: [1, 2]),
    Row(
      testDescription: "they were moved to the front", before: [(1, "a"), (4, "b")],
      queue: [(5, "a"), (6, "b"), (1, "a"), (4, "b")], leftovers: [0, 1]),
    Row(
      testDescription: "MPD was started again, with what it had saved", before: [(11, "a"), (12, "x")],
      queue: [(1, "a"), (2, "x")], leftovers: []),
    Row(
      testDescription: "MPD was started again, and had saved some of ours", before: [(11, "a"), (12, "x")],
      queue: [(1, "a"), (2, "x"), (3, "a")], leftovers: [2]),
    Row(testDescription: "others' songs", before: [], queue: [(1, "x"), (2, "y")], leftovers: []),
  ]

  @Test(arguments: rows)
  func leftoversAreTold(_ row: Row) {
    func songs(_ list: [(UInt32, String)]) -> [MPDSong] {
      list.enumerated().map {
        MPDSong(uri: $0.element.1, id: MPDSongID(rawValue: $0.element.0), position: $0.offset)
      }
    }
    let entries = ["a", "b", "c"].map { MPDPush.Entry(uri: $0, tags: SongTags(title: nil)) }
    let trace = PushTrace(before: songs(row.before))
    #expect(trace.leftovers(of: entries, in: songs(row.queue)).map(\.position) == row.leftovers)
  }
}
