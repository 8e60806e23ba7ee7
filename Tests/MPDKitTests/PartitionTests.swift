import TestSupport
import Testing

@testable import MPDKit

/// An MPD with more than one queue.
@Suite(.timeLimit(.minutes(5))) struct PartitionTests {
  static func add(_ number: Int, to partition: String, of client: MPDClient) async throws {
    try await client.perform { connection throws(MPDError) in
      try connection.visit(partition) { connection throws(MPDError) in
        try connection.run("add", Library.uri(number))
      }
    }
  }

  static func queue(of partition: String, _ client: MPDClient) async throws -> [MPDSong] {
    try await client.perform { connection throws(MPDError) in
      try connection.visit(partition) { connection throws(MPDError) in try connection.queue() }
    }
  }

  static func tagged(_ update: MPDLinkUpdate) -> Int? {
    guard case .tagged(let count) = update else { return nil }
    return count
  }

  @Test func songsOfEachPartition_areTagged_andKnown() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.command("newpartition", "two")
    try await Self.add(1, to: "two", of: client)
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    #expect(try await test.next(Self.tagged) == 1)
    // Nobody is told of this; a partition is looked at again and again.
    try await Self.add(2, to: "two", of: client)
    #expect(try await test.next(Self.tagged) == 1)
    let queue = try await Self.queue(of: "two", client)
    #expect(queue.map(\.artist) == ["Artist 1", "Artist 2"])
    #expect(queue.map(\.album) == ["Álbum 1", "Álbum 2"])

    try await fixture.mpc("add", Library.uri(3))
    try await test.taggedQueue(1)
    for number in 1...3 { #expect(test.link.queueHolds(Library.uri(number))) }
    #expect(!test.link.queueHolds(Library.uri(4)))
    #expect(
      test.link.queues == [
        "default": [Library.uri(3)], "two": [Library.uri(1), Library.uri(2)],
      ])
    // The program's own commands stay where they were.
    #expect(try await test.link.client.queue().map(\.uri) == [Library.uri(3)])

    test.library.publish(edition: " (Remastered)")
    test.link.retag()
    var count = 0
    while count < 3 { count += try await test.next(Self.tagged) }
    #expect(try await Self.queue(of: "two", client).last?.title == "Title “2” (Remastered)")
  }

  @Test func partitionsComeAndGo() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.queue(where: \.isEmpty)
    try await client.command("newpartition", "late")
    try await Self.add(1, to: "late", of: client)
    #expect(try await test.next(Self.tagged) == 1)
    #expect(test.link.queueHolds(Library.uri(1)))
    // Nobody stays in a partition, or MPD would not remove it; only a visit may be under way.
    while true {
      do throws(MPDError) {
        try await client.command("delpartition", "late")
        break
      } catch {
        guard case .rejected(_, _, let text) = error, text.contains("has clients") else { throw error }
      }
    }
    _ = try await test.next { update -> Bool? in
      guard case .partitionsChanged = update, test.link.queues["late"] == nil else { return nil }
      return true
    }
    #expect(!test.link.queueHolds(Library.uri(1)))
  }

  @Test func linkGoesToAnotherPartition_andStaysThereOverANewConnection() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.command("newpartition", "kitchen")
    try await Self.add(1, to: "kitchen", of: client)
    try await fixture.mpc("add", Library.uri(2))
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.taggedQueue(1)
    try await test.link.enter("kitchen")
    #expect(try await test.queue { $0.map(\.uri) == [Library.uri(1)] }.count == 1)
    #expect(try await test.link.client.sound().partition == "kitchen")
    // Its news are told, its queue is commanded.
    try await Self.add(3, to: "kitchen", of: client)
    try await test.taggedQueue(2)
    try await test.link.client.clear()
    try await test.queue(where: \.isEmpty)
    #expect(try await Self.queue(of: "default", client).map(\.uri) == [Library.uri(2)])
    // The one that was left is looked after as every other one.
    try await fixture.mpc("add", Library.uri(4))
    #expect(try await test.next(Self.tagged) == 1)
    test.link.wake()
    try await Self.add(5, to: "kitchen", of: client)
    try await test.taggedQueue(1)
    #expect(try await test.link.client.queue().map(\.uri) == [Library.uri(5)])
    await #expect(throws: MPDError.self) { try await test.link.enter("nowhere") }
    #expect(try await test.link.client.sound().partition == "kitchen")
    try await test.link.enter("default")
    #expect(try await test.queue { $0.count == 2 }.map(\.uri) == [Library.uri(2), Library.uri(4)])
  }

  @Test func lostMPD_holdsNothing_andIsReadAgain() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.command("newpartition", "two")
    try await Self.add(1, to: "two", of: client)
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    #expect(try await test.next(Self.tagged) == 1)
    await fixture.kill()
    _ = try await test.next(SilentConnectionTests.loss)
    #expect(test.link.queues.isEmpty)
    try await fixture.start()
    let fresh = MPDClient(address: MPDClientTests.address(fixture))
    // MPD keeps its partitions' names, not their queues.
    if try await !fresh.partitions().contains("two") { try await fresh.command("newpartition", "two") }
    try await Self.add(2, to: "two", of: fresh)
    test.link.wake()
    #expect(try await test.next(Self.tagged) == 1)
    #expect(test.link.queueHolds(Library.uri(2)))
  }

  @Test func olderMPD_isAskedForNothingItDoesNotKnow() async throws {
    let server = try GreetingServer(greeting: "OK MPD 0.21.26\n", staysSilent: true)
    let address = MPDAddress(endpoint: .tcp(host: "127.0.0.1", port: server.port))
    let connection = try MPDConnection(to: address, deadline: .seconds(10))
    #expect(try connection.partitions() == ["default"])
    try connection.sendIdle([.queue, .partitions])
    var received = server.received.makeAsyncIterator()
    #expect(await received.next() == "idle \"playlist\"\n")
  }
}
