import Foundation
import LibraryKit
import NIOCore
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Somebody changes files behind our back: no wrong byte is read, and what is right still is.
struct AudioFilesTamperingTests {
  private static let audio = patternedBytes(6 << 16 + 777)

  /// What somebody does to a file, and which blocks that leaves; `nil` where all may be gone.
  struct Tampering: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var left: Set<Int>?
    var act: @Sendable (_ path: String) throws -> Void

    static let all = [
      Tampering(testDescription: "a byte is another", left: [0, 1, 2, 4, 5, 6]) { path in
        try overwrite(path, at: 3 << 16 + 99)
      },
      Tampering(testDescription: "a byte is another, and the times are set back", left: [1, 2, 3, 4, 5, 6]) {
        path in
        var status = stat()
        stat(path, &status)
        try overwrite(path, at: 5)
        utimensat(AT_FDCWD, path, [status.st_atim, status.st_mtim], 0)
      },
      Tampering(testDescription: "cut in a block", left: [0, 1]) { path in truncate(path, 2 << 16 + 1) },
      Tampering(testDescription: "emptied", left: []) { path in truncate(path, 0) },
      Tampering(testDescription: "emptied and made as long again", left: []) { path in
        truncate(path, 0)
        truncate(path, off_t(audio.count))
      },
      Tampering(testDescription: "made longer", left: [0, 1, 2, 3, 4, 5, 6]) { path in
        truncate(path, off_t(audio.count) + 100_000)
      },
      Tampering(testDescription: "unlinked") { path in unlink(path) },
      Tampering(testDescription: "another file in its place", left: []) { path in
        try Data(repeating: 7, count: audio.count).write(to: URL(filePath: path + ".new"))
        rename(path + ".new", path)
      },
      Tampering(testDescription: "a symbolic link in its place") { path in
        rename(path, path + ".old")
        symlink(path + ".old", path)
      },
      Tampering(testDescription: "a second name", left: nil) { path in link(path, path + ".second") },
      Tampering(testDescription: "a FIFO in its place") { path in
        unlink(path)
        mkfifo(path, 0o600)
      },
      Tampering(testDescription: "a folder in its place") { path in
        unlink(path)
        mkdir(path, 0o700)
      },
    ]

    private static func overwrite(_ path: String, at offset: off_t) throws {
      let descriptor = open(path, O_RDWR)
      defer { close(descriptor) }
      var byte: UInt8 = 0
      pread(descriptor, &byte, 1, offset)
      byte ^= 0x10
      pwrite(descriptor, &byte, 1, offset)
    }
  }

  @Test(arguments: Tampering.all, [BlockForm.memory, .region])
  func `no wrong byte is read of a file that is not open`(tampering: Tampering, form: BlockForm) async throws
  {
    try await CacheFixture.run { cache in
      let file = try await Self.written(to: cache)
      try await cache.onLoop { _ in file.value.disk?.close() }
      try tampering.act(try #require(try cache.paths.first))
      try await Self.expectNoWrongByte(cache, file, form, left: tampering.left)
      try await Self.expectWritable(cache)
    }
  }

  @Test(arguments: Tampering.all, [BlockForm.memory, .region])
  func `no wrong byte is read of a file that is being read`(tampering: Tampering, form: BlockForm)
    async throws
  {
    try await CacheFixture.run { cache in
      let file = try await Self.written(to: cache)
      try await cache.onLoop { $0.retain(file.value) }
      // Twice: what was compared once is trusted after that.
      for _ in 0..<2 { #expect(try await cache.readAll(file, as: form) == .bytes(Octets(Self.audio))) }
      try tampering.act(try #require(try cache.paths.first))
      try await Self.expectNoWrongByte(cache, file, form, left: nil)
      try await cache.onLoop { $0.release(file.value) }
      try await Self.expectWritable(cache)
    }
  }

  @Test(arguments: Tampering.all)
  func `no wrong byte is read by the next process`(tampering: Tampering) async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let store = try TrackStore()
    try await CacheFixture.run(in: folder, store: store) { cache in
      _ = try await Self.written(to: cache)
      try tampering.act(try #require(try cache.paths.first))
    }
    try await CacheFixture.run(in: folder, store: store) { cache in
      if let file = try await cache.find(.test).first {
        try await Self.expectNoWrongByte(cache, file, .memory, left: nil)
      }
      try await Self.expectWritable(cache)
    }
  }

  /// A file all of whose blocks are written, listed, and older than a tick.
  private static func written(to cache: CacheFixture) async throws -> CacheFixture.File {
    let file = try #require(try await cache.file(.test(length: audio.count)))
    try await cache.write(audio, to: file)
    try await cache.commit()
    try await Task.sleep(for: .milliseconds(60))
    return file
  }

  private static func expectNoWrongByte(
    _ cache: CacheFixture, _ file: CacheFixture.File, _ form: BlockForm, left: Set<Int>?
  ) async throws {
    for block in 0..<7 {
      let range = Int64(block) << 16..<min(Int64(block + 1) << 16, Int64(audio.count))
      let isThere = try await cache.onLoop { _ in file.value.blocks.contains(block) }
      let reading = try await cache.read(range, of: file, as: form)
      let right = CacheFixture.Reading.bytes(Octets(audio[Int(range.lowerBound)..<Int(range.upperBound)]))
      #expect(reading == .lost || reading == right, "block \(block)")
      if reading == .lost, isThere {
        #expect(
          try await cache.onLoop { _ in !file.value.blocks.contains(block) }, "block \(block) is still there")
      }
      if let left { #expect((reading == right) == left.contains(block), "block \(block)") }
    }
  }

  /// Whatever happened: the rendition can be written anew, and is right then.
  private static func expectWritable(_ cache: CacheFixture) async throws {
    var file = try #require(try await cache.file(.test(length: audio.count)))
    do {
      try await cache.write(audio, to: file)
    } catch is CacheFixture.Refused {
      // It turned out that there is no such file any more; then there is a new one.
      file = try #require(try await cache.file(.test(length: audio.count)))
      try await cache.write(audio, to: file)
    }
    #expect(try await cache.readAll(file) == .bytes(Octets(audio)))
    try await cache.commit()
    #expect(try cache.store.audioRecords(of: .test).map(\.bytes) == [Int64(audio.count)])
    #expect(cache.told.isEmpty)
  }
}
