import Foundation
import LibraryKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

struct AudioFilesTests {
  /// Nine blocks and a bit.
  static let audio = patternedBytes(9 << 16 + 4321)

  @Test(arguments: [BlockForm.memory, .region])
  func `what was written is read`(form: BlockForm) async throws {
    try await CacheFixture.run { cache in
      let file = try #require(try await cache.file(.test(length: Self.audio.count)))
      try await cache.write(Self.audio, to: file)
      #expect(try await cache.readAll(file, as: form) == .bytes(Octets(Self.audio)))
      for range in [0..<1, 65_535..<65_537, 100_000..<300_000, Self.audio.count - 1..<Self.audio.count] {
        let part = Int64(range.lowerBound)..<Int64(range.upperBound)
        #expect(try await cache.read(part, of: file, as: form) == .bytes(Octets(Self.audio[range])))
      }
    }
  }

  @Test func `what was listed is found again`() async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    let facts = AudioFacts.test(length: Self.audio.count)
    try await CacheFixture.run(in: folder, store: store) { cache in
      let file = try #require(try await cache.file(facts))
      try await cache.write(Self.audio, to: file)
    }
    try await CacheFixture.run(in: folder, store: store) { cache in
      let found = try await cache.find(.test)
      #expect(found.count == 1)
      let file = try #require(found.first)
      #expect(try await cache.onLoop { _ in file.value.facts } == facts)
      #expect(try await cache.onLoop { _ in file.value.blocks.isComplete })
      #expect(try await cache.readAll(file, as: .region) == .bytes(Octets(Self.audio)))
      #expect(try await cache.find(.other).isEmpty)
      #expect(cache.told.isEmpty)
    }
  }
}
