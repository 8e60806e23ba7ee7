import Foundation
import LibraryKit
import LoopbackOrigin
import NIOCore
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Power may fail between any two calls, and then of what was not synced any part may be on the disk. Here all calls are
/// recorded, and after each of them the power fails in several ways: what the list says must be there.
@Suite(.timeLimit(.minutes(2))) struct PowerLossTests {
  /// Five blocks and a bit.
  private static let size = 5 << 16 + 4321
  private static let songs = 7

  private static func facts(_ number: Int) throws -> AudioFacts {
    .test(try #require(VideoID("power-\(10_000 + number)")), length: size, modified: "\(number)")
  }

  private static let audio = (0..<songs).map { number in
    Array(patternedBytes(size + number * 7 + 1).dropFirst(number * 7 + 1))
  }

  /// Writes songs into a cache that has no room for all of them, and lists them at several moments.
  private static func record() async throws -> [Recorder.Step] {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let recorder = Recorder()
    let store = try TrackStore()
    try await CacheFixture.run(
      in: folder, store: store, list: RecordingList(store, recorder), limit: 1 << 20, calls: recorder.calls
    ) { cache in
      for number in 0..<songs {
        let file = try #require(try await cache.file(try facts(number)))
        try await cache.onLoop { files in
          files.retain(file.value)
          files.noteHeard(file.value)
        }
        let bytes = audio[number]
        // In an order of its own, and listed in the middle of it.
        for (turn, block) in [3, 0, 5, 1, 4, 2].enumerated() {
          let part = Array(bytes.dropFirst(block << 16).prefix(1 << 16))
          while try await cache.write(part, block: block, of: file) == nil { try await cache.settled() }
          if turn == number % 6 { try await cache.commit() }
        }
        if number == 4 {
          // A block turns out to be damaged, and is written once more.
          try await cache.onLoop { files in
            file.value.blocks.remove(2)
            file.value.disk?.forget([2])
            files.dirty[try #require(file.value.disk?.number)] = file.value
          }
          try await cache.commit()
          _ = try await cache.write(Array(bytes.dropFirst(2 << 16).prefix(1 << 16)), block: 2, of: file)
        }
        try await cache.onLoop { $0.release(file.value) }
        try await cache.settled()
      }
    }
    return recorder.steps
  }

  @Test func `what is listed is sound, whenever the power fails`() async throws {
    let steps = try await Self.record()
    var generator = SplitMix64(seed: 1)
    var listed = 0
    var looked = 0
    for count in 0...steps.count {
      for manner in Aftermath.Manner.allCases {
        let aftermath = Aftermath(after: steps.prefix(count), manner, using: &generator)
        for record in aftermath.list.values {
          let number = try #require(Int(record.facts.rendition.modified ?? ""))
          let audio = Self.audio[number]
          guard let file = aftermath.files[record.number] else {
            // What is only in the list is taken out of it at the next start; nobody hears anything wrong.
            #expect(
              aftermath.unlinked.contains(record.number), "\(manner) after \(count) steps: song \(number)")
            continue
          }
          let blocks = try #require(BlockSums(length: record.facts.length, bytes: record.blocks)).blocks
          for block in 0..<blocks.total where blocks.contains(block) {
            let range = blocks.bytes(of: block)
            #expect(
              Aftermath.agree(file, audio, Int(range.lowerBound)..<Int(range.upperBound)),
              "\(manner) after \(count) steps: block \(block) of song \(number)")
          }
          listed += 1
        }
        // And the program starts on it, takes away what is not listed, and reads the rest.
        guard manner == .torn, count % 25 == 0 || count == steps.count else { continue }
        try await Self.start(on: aftermath)
        looked += 1
      }
    }
    // Else nothing was tested.
    #expect(steps.contains { if case .unlink = $0 { true } else { false } })
    #expect(listed > steps.count && looked > 3, "\(steps.count) steps, \(listed) listed")
  }

  private static func start(on aftermath: Aftermath) async throws {
    let folder = CacheFixture.temporaryFolder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    for (number, bytes) in aftermath.files {
      try Data(bytes).write(to: URL(filePath: folder + "/" + AudioFileName.name(number)))
    }
    try Data(AudioFileName.version.utf8).write(to: URL(filePath: folder + "/" + AudioFileName.format))
    let store = try TrackStore()
    _ = try store.writeAudio(new: Array(aftermath.list.values), changed: [], heard: [:])
    try await CacheFixture.run(in: folder, store: store) { cache in
      try await cache.until { $0.isStocked }
      let listed = aftermath.list.values.filter { aftermath.files[$0.number] != nil }
      #expect(try cache.paths.count == listed.count)
      #expect(try cache.store.audioEntries().count == listed.count)
      for record in listed {
        let file = try #require(try await cache.find(record.facts.id).first)
        let blocks = try await cache.onLoop { _ in file.value.blocks }
        let audio = audio[try #require(Int(record.facts.rendition.modified ?? ""))]
        for block in 0..<blocks.total where blocks.contains(block) {
          let range = blocks.bytes(of: block)
          #expect(
            try await cache.read(range, of: file, as: .memory)
              == .bytes(Octets(audio[Int(range.lowerBound)..<Int(range.upperBound)])))
        }
      }
    }
  }
}

/// What a disk and a list have after some calls, when then the power fails.
private struct Aftermath {
  /// What becomes of that which was not synced.
  enum Manner: CaseIterable {
    /// Nothing of it is there, neither bytes nor names.
    case lost
    /// All of it is, but the list, which may be one commit behind.
    case kept
    /// Any part of it.
    case torn
  }

  /// What the files have, by their numbers.
  private(set) var files: [Int64: [UInt8]] = [:]
  private(set) var list: [Int64: AudioRecord] = [:]
  /// The files that were taken away.
  private(set) var unlinked: Set<Int64> = []

  /// Whether both have the same bytes there.
  static func agree(_ one: [UInt8], _ other: [UInt8], _ range: Range<Int>) -> Bool {
    guard range.upperBound <= min(one.count, other.count) else { return false }
    return one.withUnsafeBytes { one in
      other.withUnsafeBytes { other in
        guard let first = one.baseAddress, let second = other.baseAddress else { return false }
        return memcmp(first + range.lowerBound, second + range.lowerBound, range.count) == 0
      }
    }
  }

  private static func put(_ bytes: [UInt8], _ count: Int, at offset: Int, into file: inout [UInt8]) {
    file.withUnsafeMutableBytes { file in
      bytes.withUnsafeBytes { bytes in
        UnsafeMutableRawBufferPointer(rebasing: file[offset..<offset + count])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count)))
      }
    }
  }

  private struct File {
    var synced: [UInt8]
    var writes: [(offset: Int, bytes: [UInt8])] = []
    var isNamed = false
    var isUnlinked = false
  }

  init(after steps: ArraySlice<Recorder.Step>, _ manner: Manner, using generator: inout SplitMix64) {
    var there: [Int64: File] = [:]
    let lastList = steps.lastIndex(where: \.isList)
    for (index, step) in zip(steps.indices, steps) {
      switch step {
      case .write(let number, let offset, let bytes, let length):
        there[number, default: File(synced: Array(repeating: 0, count: length))].writes.append(
          (offset, bytes))
      case .sync(let number):
        guard var file = there[number] else { continue }
        for write in file.writes {
          Self.put(write.bytes, write.bytes.count, at: write.offset, into: &file.synced)
        }
        file.writes = []
        there[number] = file
      case .syncFolder:
        for number in there.keys { there[number]?.isNamed = true }
      case .unlink(let number): there[number]?.isUnlinked = true
      case .list(let new, let changed):
        // A commit may reach the disk later than its call returns, though never before an earlier one.
        if index == lastList, manner == .kept || (manner == .torn && Bool.random(using: &generator)) {
          continue
        }
        for record in new { list[record.number] = record }
        for record in changed where list[record.number] != nil { list[record.number] = record }
      case .remove(let numbers):
        if index == lastList, manner == .kept || (manner == .torn && Bool.random(using: &generator)) {
          continue
        }
        for number in numbers { list[number] = nil }
      }
    }
    for (number, file) in there {
      if file.isUnlinked {
        unlinked.insert(number)
        guard manner == .torn, Bool.random(using: &generator) else { continue }
      }
      guard file.isNamed || manner == .kept || (manner == .torn && Bool.random(using: &generator)) else {
        continue
      }
      var bytes = file.synced
      for write in file.writes {
        let count =
          switch manner {
          case .lost: 0
          case .kept: write.bytes.count
          case .torn: Int.random(in: 0...write.bytes.count, using: &generator)
          }
        Self.put(write.bytes, count, at: write.offset, into: &bytes)
      }
      files[number] = bytes
    }
  }
}

/// Calls, in the order in which they began or, where something is on the disk behind them, ended.
private final class Recorder: Sendable {
  enum Step: Sendable {
    case write(Int64, offset: Int, bytes: [UInt8], length: Int)
    case sync(Int64)
    case syncFolder
    case unlink(Int64)
    case list(new: [AudioRecord], changed: [AudioRecord])
    case remove([Int64])

    var isList: Bool {
      switch self {
      case .list, .remove: true
      default: false
      }
    }
  }

  private let recorded = Mutex<[Step]>([])

  var steps: [Step] { recorded.withLock { $0 } }

  func add(_ step: Step) { recorded.withLock { $0.append(step) } }

  var calls: DiskCalls {
    DiskCalls(
      write: { [self] descriptor, vectors, count, offset in
        if let number = Self.number(of: descriptor) {
          var status = stat()
          fstat(descriptor, &status)
          let bytes = UnsafeBufferPointer(start: vectors, count: Int(count)).flatMap {
            Array(UnsafeRawBufferPointer(start: $0.iov_base, count: $0.iov_len))
          }
          add(.write(number, offset: Int(offset), bytes: bytes, length: Int(status.st_size)))
        }
        return pwritev(descriptor, vectors, count, offset)
      },
      syncData: { [self] descriptor in
        let result = fdatasync(descriptor)
        if result == 0, let number = Self.number(of: descriptor) { add(.sync(number)) }
        return result
      },
      syncFolder: { [self] descriptor in
        let result = fsync(descriptor)
        if result == 0 { add(.syncFolder) }
        return result
      },
      unlink: { [self] folder, name in
        if let number = AudioFileName.number(name) { add(.unlink(number)) }
        return unlinkat(folder, name, 0)
      })
  }

  private static func number(of descriptor: Int32) -> Int64? {
    var path = [UInt8](repeating: 0, count: 4096)
    let count = path.withUnsafeMutableBytes { memory in
      memory.baseAddress.map { start in
        readlink(
          "/proc/self/fd/\(descriptor)", start.assumingMemoryBound(to: CChar.self), memory.count)
      } ?? 0
    }
    guard count > 0 else { return nil }
    let name = String(decoding: path.prefix(count), as: UTF8.self)
    return AudioFileName.number((name as NSString).lastPathComponent)
  }
}

/// A list whose changes are recorded before they are made: they may be on the disk from then on.
private final class RecordingList: AudioListing {
  private let store: TrackStore
  private let recorder: Recorder

  init(_ store: TrackStore, _ recorder: Recorder) { (self.store, self.recorder) = (store, recorder) }

  func audioEntries() throws -> [AudioEntry] { try store.audioEntries() }
  func audioRecords(of id: VideoID) throws -> [AudioRecord] { try store.audioRecords(of: id) }
  func audioRecord(_ number: Int64) throws -> AudioRecord? { try store.audioRecord(number) }
  func writeAudio(new: [AudioRecord], changed: [AudioRecord], heard: [Int64: Double]) throws -> Set<Int64> {
    if !new.isEmpty || !changed.isEmpty { recorder.add(.list(new: new, changed: changed)) }
    return try store.writeAudio(new: new, changed: changed, heard: heard)
  }
  func replaceAudio(_ record: AudioRecord, for old: AudioRecord) throws -> Bool {
    recorder.add(.list(new: [], changed: [record]))
    return try store.replaceAudio(record, for: old)
  }
  func removeAudio(_ numbers: [Int64], sparingKept: Bool) throws -> Set<Int64> {
    recorder.add(.remove(numbers))
    return try store.removeAudio(numbers, sparingKept: sparingKept)
  }
  func keptTracks() throws -> Set<VideoID> { try store.keptTracks() }
}
