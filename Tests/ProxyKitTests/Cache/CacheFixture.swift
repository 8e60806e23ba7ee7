import Foundation
import LibraryKit
import NIOCore
import NIOPosix
import Synchronization
import TestSupport

@testable import ProxyKit
@testable import TrackKit

/// Files of the cache in a folder of their own, listed in a library in memory.
final class CacheFixture: Sendable {
  typealias File = NIOLoopBound<AudioFile>

  /// What came of reading.
  enum Reading: Equatable {
    case bytes(Octets)
    case lost
  }

  let folder: String
  let store: TrackStore
  let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  let files: NIOLoopBound<AudioFiles>

  var loop: any EventLoop { files.eventLoop }

  init(
    folder: String, store: TrackStore, list: (any AudioListing)?, limit: Int64, upkeep: TimeAmount,
    gatherInterval: TimeAmount = .milliseconds(2), calls: DiskCalls = .system
  ) async throws {
    self.folder = folder
    self.store = store
    let loop = group.next()
    let said = Said()
    files = try await loop.submit {
      NIOLoopBound(
        AudioFiles(
          options: AudioCacheOptions(directory: folder, limit: limit), list: list ?? store, eventLoop: loop,
          upkeepInterval: upkeep, gatherInterval: gatherInterval, calls: calls
        ) { event in
          if case .notice(_, let text) = event { said.lines.withLock { $0.append(text) } }
        }, eventLoop: loop)
    }.get()
    self.said = said
  }

  private final class Said: Sendable { let lines = Mutex<[String]>([]) }
  private let said: Said

  /// What people were told.
  var told: [String] { said.lines.withLock { $0 } }

  /// Runs `body` with files in a new folder.
  static func run<Value>(
    limit: Int64 = 1 << 30, upkeep: TimeAmount = .seconds(3600), _ body: (CacheFixture) async throws -> Value
  ) async throws -> Value {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await run(in: folder, store: try TrackStore(), limit: limit, upkeep: upkeep, body)
  }

  /// Runs `body` with files in `folder`.
  static func run<Value>(
    in folder: String, store: TrackStore, list: (any AudioListing)? = nil, limit: Int64 = 1 << 30,
    upkeep: TimeAmount = .seconds(3600), gatherInterval: TimeAmount = .milliseconds(2),
    calls: DiskCalls = .system,
    _ body: (CacheFixture) async throws -> Value
  ) async throws -> Value {
    let fixture = try await CacheFixture(
      folder: folder, store: store, list: list, limit: limit, upkeep: upkeep, gatherInterval: gatherInterval,
      calls: calls)
    let result: Result<Value, any Error>
    do { result = .success(try await body(fixture)) } catch { result = .failure(error) }
    try await fixture.stop()
    return try result.get()
  }

  static func temporaryFolder() -> String {
    NSTemporaryDirectory() + "ytmpd-cache-\(UUID().uuidString)/audio"
  }

  func stop() async throws {
    try await files.eventLoop.flatSubmit { [files] in files.value.stop() }.get()
    try await group.shutdownGracefully()
  }

  /// Ends as a process that is killed: nothing more is written or listed.
  func kill() async throws {
    let disk = try await onLoop { files in
      files.isStopped = true
      files.upkeepTimer?.cancel()
      files.commitTimer?.task.cancel()
      files.ageTimer?.cancel()
      return files.disk
    }
    try await disk.stop()
    // What was on its way back to the loop.
    try await loop.submit {}.get()
    try await group.shutdownGracefully()
  }

  // MARK: - On the loop

  func onLoop<Value: Sendable>(_ work: @escaping @Sendable (AudioFiles) throws -> Value) async throws -> Value
  {
    try await loop.submit { [files] in try work(files.value) }.get()
  }

  func file(_ facts: AudioFacts) async throws -> File? {
    let promise = loop.makePromise(of: File?.self)
    loop.execute { [files, loop] in
      files.value.file(for: facts) { promise.succeed($0.map { NIOLoopBound($0, eventLoop: loop) }) }
    }
    return try await promise.futureResult.get()
  }

  func find(_ id: VideoID) async throws -> [File] {
    let promise = loop.makePromise(of: [File].self)
    loop.execute { [files, loop] in
      files.value.find(id) { promise.succeed($0.map { NIOLoopBound($0, eventLoop: loop) }) }
    }
    return try await promise.futureResult.get()
  }

  /// Writes a block; `nil` when it was refused.
  func write(_ bytes: [UInt8], block: Int, of file: File) async throws -> Bool? {
    let promise = loop.makePromise(of: Bool?.self)
    loop.execute { [files] in
      let isTaken = files.value.write(ByteBuffer(bytes: bytes), block: block, of: file.value) {
        promise.succeed($0)
      }
      if !isTaken { promise.succeed(nil) }
    }
    return try await promise.futureResult.get()
  }

  /// Writes all blocks of `audio`.
  func write(_ audio: [UInt8], to file: File) async throws {
    let size = Int(BlockSet.size)
    for block in 0..<(audio.count + size - 1) / size {
      let bytes = Array(audio[block * size..<min((block + 1) * size, audio.count)])
      guard try await write(bytes, block: block, of: file) == true else { throw Refused(block: block) }
    }
  }

  struct Refused: Error { var block: Int }

  /// Reads a range by as many calls as it takes.
  func read(_ range: Range<Int64>, of file: File, as form: BlockForm) async throws -> Reading {
    var bytes: [UInt8] = []
    var start = range.lowerBound
    while start < range.upperBound {
      let place = start
      let promise = loop.makePromise(of: [UInt8]?.self)
      loop.execute { [files] in
        files.value.read(place..<range.upperBound, of: file.value, as: form) { reading in
          promise.succeed(Self.bytes(of: reading))
        }
      }
      guard let part = try await promise.futureResult.get() else { return .lost }
      bytes += part
      start += Int64(part.count)
    }
    return .bytes(Octets(bytes))
  }

  /// A part for the kernel to send; `nil` when it can't be had.
  func part(_ range: Range<Int64>, of file: File) async throws -> FilePart? {
    let promise = loop.makePromise(of: FilePart?.self)
    loop.execute { [files] in
      files.value.read(range, of: file.value, as: .region) { reading in
        if case .region(let part) = reading { promise.succeed(part) } else { promise.succeed(nil) }
      }
    }
    return try await promise.futureResult.get()
  }

  func readAll(_ file: File, as form: BlockForm = .memory) async throws -> Reading {
    try await read(0..<onLoop { _ in file.value.facts.length }, of: file, as: form)
  }

  private static func bytes(of reading: BlockReading) -> [UInt8]? {
    switch reading {
    case .memory(let buffer), .shared(let buffer), .wire(let buffer, _): return Array(buffer: buffer)
    case .region(let part):
      return withExtendedLifetime(part) {
        let region = part.region
        var bytes = [UInt8](repeating: 0, count: region.readableBytes)
        let count = try? region.fileHandle.withUnsafeFileDescriptor {
          pread($0, &bytes, bytes.count, off_t(region.readerIndex))
        }
        return count == bytes.count ? bytes : nil
      }
    case .lost: return nil
    }
  }

  /// Lists what was written, and waits for it.
  func commit() async throws {
    try await onLoop { $0.commit() }
    while try await onLoop({ $0.isCommitting || !$0.dirty.isEmpty }) {
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Waits until the files are as `condition` says.
  func until(_ condition: @escaping @Sendable (AudioFiles) -> Bool) async throws {
    for _ in 0..<2000 {
      if try await onLoop(condition) { return }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw Late(told: told)
  }

  /// Waits until nothing is being listed or taken away.
  func settled() async throws {
    for _ in 0..<3 {
      try await commit()
      try await until { !$0.isEvicting }
      try await loop.flatSubmit { [files, loop] in files.value.disk.keeper.runIfActive(eventLoop: loop) {} }
        .get()
    }
  }

  /// Keeps a track, as another process would.
  func keep(_ id: VideoID) throws {
    try store.register([Track(id: id, title: "Song")])
    try store.keep([id])
  }

  struct Late: Error { var told: [String] }

  /// The paths of the files.
  var paths: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".audio") }
        .map { folder + "/" + $0 }
    }
  }
}

extension AudioFacts {
  /// A rendition of `length` bytes.
  static func test(_ id: VideoID = .test, length: Int, modified: String? = "1700000000000000") -> AudioFacts {
    AudioFacts(
      id: id, rendition: Rendition("251", length: Int64(length), modified: modified), length: Int64(length),
      contentType: "audio/webm", bitrate: 128, fileExtension: "webm")
  }
}
