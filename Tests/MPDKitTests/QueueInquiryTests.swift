import TestSupport
import Testing

@testable import MPDKit

/// Whether MPD's queues hold a song, asked of MPD itself.
@Suite(.timeLimit(.minutes(5))) struct QueueInquiryTests {
  /// Knows songs by the last part of their URIs.
  private static let key: SongKey = { uri in
    uri.hasPrefix("http://") ? uri.split(separator: "/").last.map(String.init) : nil
  }

  private static func link(_ fixture: MPDFixture, password: String? = nil) -> MPDLink {
    MPDLink(address: MPDClientTests.address(fixture, password: password), key: key) { _ in [:] }
  }

  @Test func songsAreFoundInEveryPartition_beforeAnybodyHasReadThem() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let link = Self.link(fixture)
    #expect(await link.holding("song1", within: .seconds(30)) == .absent)
    try await fixture.mpc("add", Library.uri(1))
    #expect(await link.holding("song1", within: .seconds(30)) == .held(mayTag: true))
    #expect(!link.queueHolds("song1"))
    // Part of a key is no key, and neither is what only looks like it.
    try await fixture.mpc("add", Library.uri(21))
    #expect(await link.holding("song2", within: .seconds(30)) == .absent)
    #expect(await link.holding("SONG1", within: .seconds(30)) == .absent)
    try await client.command("newpartition", "two")
    try await PartitionTests.add(7, to: "two", of: client)
    #expect(await link.holding("song7", within: .seconds(30)) == .held(mayTag: true))
    try await fixture.mpc("clear")
    #expect(await link.holding("song1", within: .seconds(30)) == .absent)
  }

  @Test func mpdThatIsAway_isWaitedForOnlyIfItWasThere() async throws {
    let fixture = try await MPDFixture()
    let stranger = Self.link(fixture)
    let test = LinkUnderTest(MPDClientTests.address(fixture), key: Self.key)
    try await test.queue(where: \.isEmpty)
    await fixture.kill()
    // Not for an hour, where nobody was ever.
    #expect(await stranger.holding("song1", within: .seconds(3600)) == .unknown)
    #expect(await test.link.holding("song1", within: .milliseconds(200)) == .unknown)
    async let found = test.link.holding("song1", within: .seconds(60))
    try await fixture.start()
    // In the queue that it has from its state file, or not: it was there to be asked.
    #expect(await found == .absent)
    _ = try await test.next { update -> Bool? in
      guard case .connected = update else { return nil }
      return true
    }
  }

  @Test func mpdThatIsSilent_isNotWaitedForLonger() async throws {
    let fixture = try await MPDFixture()
    let link = Self.link(fixture)
    #expect(await link.holding("song1", within: .seconds(30)) == .absent)
    fixture.suspend()
    defer { fixture.resume() }
    // Several at once wait for the same silence, and not one after the other.
    let start = ContinuousClock.now
    await withTaskGroup(of: QueueHolding.self) { group in
      for _ in 0..<20 { group.addTask { await link.holding("song1", within: .milliseconds(300)) } }
      for await holding in group { #expect(holding == .unknown) }
    }
    #expect(ContinuousClock.now - start < .seconds(4))
  }

  @Test func whoMayNotTag_isTold() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.password = "all"
    configuration.otherPasswords = ["reading": "read"]
    let fixture = try await MPDFixture(configuration)
    try await fixture.mpc("add", Library.uri(1))
    let reader = Self.link(fixture, password: "reading")
    #expect(await reader.holding("song1", within: .seconds(30)) == .held(mayTag: false))
    let nobody = Self.link(fixture, password: "wrong")
    #expect(await nobody.holding("song1", within: .seconds(3600)) == .unknown)
  }

  @Test func keysAreInTheIndex_whateverTheURIsAreLike() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture), key: Self.key)
    try await fixture.mpc("add", "http://localhost:1/elsewhere/song1", Library.uri(2))
    try await test.queue { $0.count == 2 }
    #expect(test.link.queues == ["default": ["song1", "song2"]])
    #expect(test.link.queueHolds("song1") && !test.link.queueHolds(Library.uri(2)))
  }
}
