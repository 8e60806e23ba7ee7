import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// A song that another process clears while somebody hears it.
@Suite(.timeLimit(.minutes(3))) struct ClearedFileTests {
  /// Neither does the relay take for granted that it is there, nor keeps a listener who holds the old file others from having
  /// the song anew.
  @Test(arguments: [false, true]) func songIsFetchedAnew(whileItIsHeard isHeard: Bool) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-cleared-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let list = try TrackStore()
    try await RelayFixture.run(audio: patternedBytes(8_000_000), cacheList: list) { options in
      options.cache = AudioCacheOptions(directory: folder.path, limit: 1 << 30, fillsAhead: false)
    } _: { relay in
      func isListed() throws -> Bool {
        try list.audioEntries().contains { $0.bytes == Int64(relay.audio.count) }
      }
      func untilListed(within limit: Duration) async throws -> Bool {
        let deadline = SuspendingClock.now + limit
        while try !isListed() {
          if SuspendingClock.now > deadline { return false }
          try await Task.sleep(for: .milliseconds(20))
        }
        return true
      }
      try await relay.service.fill(.test)
      try #require(try await untilListed(within: .seconds(20)))
      let slow = isHeard ? try relay.connect(receiveBuffer: 32_768) : nil
      slow?.ask("GET", "/proxy/\(VideoID.test)")
      if let slow { #expect(await slow.readHead().status == 200) }
      let start = await slow?.readBytes(100_000) ?? []

      #expect(try AudioCacheFolder(at: folder.path, list: list).clear().files == 1)
      try await relay.service.fill(.test)
      #expect(try await untilListed(within: .seconds(20)))
      let entries = try list.audioEntries().map(\.bytes)
      #expect(entries == [Int64(relay.audio.count)])
      if let slow {
        let rest = await slow.readBytes(relay.audio.count - start.count)
        #expect(Octets(start + rest) == Octets(relay.audio))
      }
      let again = try await relay.get()
      #expect(Octets(again.body) == Octets(relay.audio))
    }
  }
}
