import FoundationEssentials
import TestSupport
import Testing

@testable import MPDKit

/// Changes of MPD's queue that are taken back.
@Suite(.timeLimit(.minutes(5))) struct QueueMemoryTests {
  private static let uris = (1...5).map { "http://127.0.0.1:1/song\($0)" }

  /// A queue of songs with tags, one of them with a range.
  private func filled() async throws -> (MPDFixture, MPDClient, [MPDSongID]) {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let ids = try await client.add(Self.uris)
    try await client.apply(
      zip(ids, 1...).map { id, number in
        SongEdit(song: id, steps: [.add(.artist, "Artist \(number)"), .add(.title, "Title \"\(number)\"")])
      })
    _ = try await fixture.mpc("--quiet", "status")
    try await client.perform { connection throws(MPDError) in
      try connection.run("rangeid", "\(ids[2])", "10:20.5")
    }
    return (fixture, client, ids)
  }

  /// What is to be as it was: all but the ids of songs that have left the queue and come back.
  private func content(_ memory: QueueMemory) -> [[String]] {
    memory.songs.map { song in
      [song.uri, song.range ?? ""] + song.tags.map { "\($0.name)=\($0.value)" }.sorted()
    }
  }

  private enum Change: CaseIterable, CustomTestStringConvertible {
    case clear, remove, removeTwo, move, replace, append

    var testDescription: String { "\(self)" }

    /// Makes the change.
    ///
    /// - Returns: the songs it has put into the queue.
    func make(_ client: MPDClient, _ ids: [MPDSongID]) async throws -> [MPDSongID] {
      switch self {
      case .clear: try await client.clear()
      case .remove: try await client.delete([ids[2]])
      case .removeTwo: try await client.delete([ids[0], ids[4]])
      case .move: try await client.move(ids[4], to: 1)
      case .replace: return try await client.push(MPDPush(MPDPushTests.entries(1...3), mode: .replace)).ids
      case .append: return try await client.push(MPDPush(MPDPushTests.entries(1...3), mode: .insertNext)).ids
      }
      return []
    }
  }

  @Test(arguments: Change.allCases)
  private func `a change is taken back with songs, order, tags and ranges`(change: Change) async throws {
    let (fixture, client, ids) = try await filled()
    var before = try await client.rememberQueue()
    #expect(before.songs.map(\.uri) == Self.uris && before.songs[2].range == "10.000-20.500")
    before.added = Set(try await change.make(client, ids))
    #expect(content(try await client.rememberQueue()) != content(before))
    try await client.restore(before)
    #expect(content(try await client.rememberQueue()) == content(before))
    _ = fixture
  }

  @Test func `what came by other ways since stays behind`() async throws {
    let (fixture, client, _) = try await filled()
    let before = try await client.rememberQueue()
    try await client.clear()
    try await client.add("http://127.0.0.1:1/later")
    try await client.restore(before)
    #expect(try await client.queue().map(\.uri) == Self.uris + ["http://127.0.0.1:1/later"])
    _ = fixture
  }
}
