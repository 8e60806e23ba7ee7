import Foundation
import LibraryKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Whether it is noticed that a file is changed while a part of it is still to be sent.
struct FilePartTests {
  private static let audio = patternedBytes(6 << 16 + 777)

  /// What happens to the file, and whether what is to be sent is the song after that.
  struct Event: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var isIntact: Bool
    var act: @Sendable (_ cache: CacheFixture, _ file: CacheFixture.File, _ path: String) async throws -> Void

    static let all = [
      Event(testDescription: "nothing", isIntact: true) { _, _, _ in },
      Event(testDescription: "a block is written", isIntact: true) { cache, file, _ in
        try await writeLast(cache, file)
      },
      Event(testDescription: "a block is written, and others are read", isIntact: true) { cache, file, _ in
        try await writeLast(cache, file)
        #expect(try await cache.readAll(file) == .bytes(Octets(audio)))
      },
      Event(testDescription: "unlinked", isIntact: true) { _, _, path in unlink(path) },
      Event(testDescription: "a second name", isIntact: true) { _, _, path in link(path, path + ".second") },
      Event(testDescription: "other permissions", isIntact: true) { _, _, path in chmod(path, 0o400) },
      Event(testDescription: "another file in its place", isIntact: true) { _, _, path in
        try Data(repeating: 7, count: audio.count).write(to: URL(filePath: path + ".new"))
        rename(path + ".new", path)
      },
      Event(testDescription: "a byte is another", isIntact: false) { _, _, path in try overwrite(path) },
      Event(testDescription: "a byte is another, and the file is read", isIntact: false) {
        cache, file, path in
        try overwrite(path)
        _ = try await cache.readAll(file)
      },
      Event(testDescription: "a byte is another, and a block is written", isIntact: false) {
        cache, file, path in
        try overwrite(path)
        try await writeLast(cache, file)
      },
      Event(testDescription: "a block is written, and a byte is another", isIntact: false) {
        cache, file, path in
        try await writeLast(cache, file)
        // The times of files are as coarse as the clock's ticks.
        try await Task.sleep(for: .milliseconds(60))
        try overwrite(path)
      },
      Event(testDescription: "cut", isIntact: false) { _, _, path in truncate(path, 2 << 16 + 1) },
      Event(testDescription: "emptied and made as long again", isIntact: false) { _, _, path in
        truncate(path, 0)
        truncate(path, off_t(audio.count))
      },
    ]

    private static func overwrite(_ path: String) throws {
      let file = try FileHandle(forUpdating: URL(filePath: path))
      try file.seek(toOffset: 3 << 16 + 99)
      try file.write(contentsOf: Data([0x55]))
      try file.close()
    }

    private static func writeLast(_ cache: CacheFixture, _ file: CacheFixture.File) async throws {
      #expect(try await cache.write(Array(audio[(6 << 16)...]), block: 6, of: file) == true)
    }
  }

  @Test(arguments: Event.all, [false, true])
  func `tells who has changed it`(event: Event, isKnown: Bool) async throws {
    try await Self.run(isLocal: true) { cache, file in
      // Until what is compared is trusted after that.
      try await Task.sleep(for: .milliseconds(60))
      if isKnown { #expect(try await cache.read(0..<6 << 16, of: file, as: .region) != .lost) }
      let part = try #require(try await cache.part(0..<6 << 16, of: file))
      #expect(part.isIntact)
      try await event.act(cache, file, try #require(try cache.paths.first))
      #expect(part.isIntact == event.isIntact)
      #expect(part.isIntact == event.isIntact, "the second time")
    }
  }

  /// Whether it is changed could not be told.
  @Test func `the kernel sends nothing of another machine's disk`() async throws {
    try await Self.run(isLocal: false) { cache, file in
      for _ in 0..<2 {
        let part = try await cache.part(0..<6 << 16, of: file)
        #expect(part?.region == nil)
        let read = try await cache.read(0..<6 << 16, of: file, as: .region)
        #expect(read == .bytes(Octets(Self.audio[..<(6 << 16)])))
      }
    }
  }

  /// Runs `body` with a file that has all blocks but the last one.
  private static func run(
    isLocal: Bool, _ body: (CacheFixture, CacheFixture.File) async throws -> Void
  ) async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let calls = DiskCalls(isLocal: { _ in isLocal })
    try await CacheFixture.run(in: folder, store: try TrackStore(), calls: calls) { cache in
      let file = try #require(try await cache.file(.test(length: audio.count)))
      try await cache.onLoop { $0.retain(file.value) }
      for block in 0..<6 {
        let bytes = Array(audio[block << 16..<(block + 1) << 16])
        #expect(try await cache.write(bytes, block: block, of: file) == true)
      }
      try await body(cache, file)
      try await cache.onLoop { $0.release(file.value) }
    }
  }
}
