import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What befalls a file of the cache while somebody hears it.
@Suite(.timeLimit(.minutes(3))) struct DamagedFileTests {
  private static func run(_ body: (RelayFixture, String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-damage-\(UUID())")
    try await RelayFixture.run(audio: patternedBytes(8_000_000), cacheList: try TrackStore()) { options in
      options.cache = AudioCacheOptions(directory: folder.path, limit: 1 << 30, fillsAhead: false)
    } _: { relay in
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      try await body(relay, folder.path)
    }
    try FileManager.default.removeItem(at: folder)
  }

  /// A listener who took what came stops, with half a MiB on its way to him from the file, when that is cut off, emptied or
  /// gone. Whatever comes is the song, and the next one hears all of it.
  @Test(arguments: [FolderDamage.Kind.truncation, .deletion, .replacement])
  func fileIsDamagedInMidBody(kind: FolderDamage.Kind) async throws {
    try await Self.run { relay, folder in
      let client = try relay.connect(receiveBuffer: 32_768)
      client.ask("GET", "/proxy/\(VideoID.test)")
      let head = await client.readHead()
      #expect(head.status == 200)
      let start = await client.readBytes(2_000_000)
      try await Self.untilNothingMoves(relay)
      var generator = SplitMix64(seed: 7)
      let done = try FolderDamage(folder: folder, ending: ".audio").strike(kind, using: &generator)
      #expect(done != nil)
      let rest = await client.readBytes(relay.audio.count - start.count)
      let body = start + rest
      #expect(Octets(body) == Octets(relay.audio.prefix(body.count)))
      if kind != .truncation { #expect(body.count == relay.audio.count) }
      try await Self.untilOver(relay)
      let next = try await relay.get()
      #expect(Octets(next.body) == Octets(relay.audio))
    }
  }

  /// The same, when the file is as long as before, but another: the connection ends before a byte of that has come. What
  /// was in the program's memory for a slow client comes in any case.
  @Test(arguments: InPlace.allCases) func fileIsChangedInMidBody(change: InPlace) async throws {
    try await Self.run { relay, folder in
      let client = try relay.connect(receiveBuffer: 32_768)
      client.ask("GET", "/proxy/\(VideoID.test)")
      #expect(await client.readHead().status == 200)
      let start = await client.readBytes(2_000_000)
      try await Self.untilNothingMoves(relay)
      let damage = FolderDamage(folder: folder, ending: ".audio")
      try change.happen(to: folder + "/" + #require(try damage.names.first), length: relay.audio.count)
      _ = try await Self.isOver(relay, within: .seconds(5))
      let body = await start + client.readBytes(relay.audio.count - start.count)
      #expect(Octets(body) == Octets(relay.audio.prefix(body.count)))
      try await Self.untilOver(relay)
      let next = try await relay.get()
      #expect(Octets(next.body) == Octets(relay.audio))
    }
  }

  /// What somebody does to a file that stays as long as it is.
  enum InPlace: CaseIterable {
    case lastBytesOverwritten, emptiedAndMadeAsLongAgain

    func happen(to path: String, length: Int) throws {
      switch self {
      case .lastBytesOverwritten:
        let file = try FileHandle(forUpdating: URL(filePath: path))
        try file.seek(toOffset: UInt64(length - 100))
        try file.write(contentsOf: Data(repeating: 0x55, count: 100))
        try file.close()
      case .emptiedAndMadeAsLongAgain:
        try #require(truncate(path, 0) == 0 && truncate(path, off_t(length)) == 0)
      }
    }
  }

  private static func untilNothingMoves(_ relay: RelayFixture) async throws {
    var (sent, before) = (Int64(1), Int64(0))
    while sent != before {
      before = sent
      try await Task.sleep(for: .milliseconds(200))
      sent = try await relay.service.streams().first?.bytesSent ?? 0
    }
    try #require(sent < relay.audio.count, "nothing is on its way")
  }

  private static func untilOver(_ relay: RelayFixture) async throws {
    try #require(await isOver(relay, within: .seconds(20)), "the stream is not over")
  }

  private static func isOver(_ relay: RelayFixture, within limit: Duration) async throws -> Bool {
    let deadline = SuspendingClock.now + limit
    while try await !relay.service.streams().isEmpty {
      if SuspendingClock.now >= deadline { return false }
      try await Task.sleep(for: .milliseconds(20))
    }
    return true
  }
}
