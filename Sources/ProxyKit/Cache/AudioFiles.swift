import FoundationEssentials
import NIOCore
import NIOPosix
import Synchronization
import TrackKit

/// The cache's files: in a folder, listed in a table, within a limit. Belongs to the event loop.
///
/// Bytes that were written reach the disk, and then the list, within two seconds; what an abrupt end
/// takes is what was not listed. Whatever is read is compared with its checksum once, and again when somebody may have
/// changed the file.
final class AudioFiles: BlockStore {
  /// What it has done since it was made.
  struct Counts: Sendable, Equatable {
    /// Reads that brought bytes, and how many bytes.
    var reads = 0
    var bytesRead: Int64 = 0
    /// Blocks written.
    var blocksWritten = 0
    /// Blocks that turned out to be damaged.
    var blocksLost = 0
  }

  let eventLoop: any EventLoop
  let disk: AudioDisk
  let publish: (ProxyEvent.Kind) -> Void
  /// Memory for what is read.
  let pool: ChunkPool

  /// What there is on the disk; complete once ``isStocked``.
  var index = AudioIndex()
  var isStocked = false
  var limit: AudioLimit
  var health = CacheHealth()
  var counts = Counts()
  /// The files that are known, by track: one for each rendition.
  var files: [VideoID: [AudioFile]] = [:]
  /// Who waits for the list's word on a track.
  var lookups: [VideoID: [([AudioFile]) -> Void]] = [:]
  /// Whether the folder is being opened for the first time: nothing is known yet.
  var isOpening = true
  /// Who waits for the folder.
  var waiting: [() -> Void] = []

  // Writing and listing; see the extensions.
  /// What waits for the disk or is being written, by the ticket of its order.
  var writes: [Int: Write] = [:]
  var lastTicket = 0
  var ageTimer: Scheduled<Void>?
  /// Blocks that wait until it is known how much there is already.
  var early = EarlyWrites()
  var dirty: [Int64: AudioFile] = [:]
  var heard: [Int64: Double] = [:]
  var unsyncedBytes: Int64 = 0
  var isCommitting = false
  var commitTimer: (deadline: NIODeadline, task: Scheduled<Void>)?
  var isEvicting = false
  /// How many bytes are being taken away.
  var leaving: Int64 = 0
  /// How many bytes files take that are gone for everybody but those who read them.
  private(set) var lingering: Int64 = 0
  /// Whether the file system has too little room left for more.
  var isTight = false
  var upkeepTimer: Scheduled<Void>?
  var isStopped = false
  /// Files that are open, though nobody uses them.
  var resting: [AudioFile] = []
  /// How many of them there may be.
  private static let mostResting = 64
  /// How long they stay open at most.
  private static let rest = TimeAmount.seconds(5)
  private var restTimer: Scheduled<Void>?

  /// A block on its way to the disk.
  struct Write {
    var file: AudioFile
    var block: Int
    var done: (Bool) -> Void
  }

  /// What is on the disk is listed no later than this.
  static let commitInterval = TimeAmount.milliseconds(1750)
  /// So soon when nothing more is to come: songs that end at about the same time are listed together.
  static let endInterval = TimeAmount.milliseconds(250)
  /// So many bytes are written between two times at most.
  static let commitBytes: Int64 = 32 << 20
  /// So much is freed when the disk takes no more, though it does not say how much there is.
  static let fullRoom: Int64 = 8 << 20
  /// How long a block waits for the ones behind it: at least as long, at most twice.
  let gatherInterval: TimeAmount
  /// How often the folder is looked after, and what does not work is tried again.
  let upkeepInterval: TimeAmount

  /// Opens the folder on another thread; until then everything waits for it.
  ///
  /// - Parameters:
  ///   - list: where the files are listed; without one nothing outlives the process.
  ///   - calls: what reads and writes.
  ///   - publish: told what people should know.
  init(
    options: AudioCacheOptions, list: (any AudioListing)?, eventLoop: any EventLoop,
    pool: ChunkPool = ChunkPool(), upkeepInterval: TimeAmount = .seconds(30),
    gatherInterval: TimeAmount = .milliseconds(100), calls: DiskCalls = .system,
    publish: @escaping (ProxyEvent.Kind) -> Void
  ) {
    self.eventLoop = eventLoop
    self.publish = publish
    self.pool = pool
    self.upkeepInterval = upkeepInterval
    self.gatherInterval = gatherInterval
    limit = AudioLimit(bytes: options.limit)
    disk = AudioDisk(path: options.directory, list: list, calls: calls)
    open()
  }

  /// The wall clock, in Unix seconds.
  var now: Double { Date().timeIntervalSince1970 }

  /// Whether blocks may be written at the moment.
  var mayWrite: Bool { !isStopped && health.failure == nil && !isOpening }

  // MARK: - Finding

  func find(_ id: VideoID, then body: @escaping ([AudioFile]) -> Void) {
    if isOpening {
      waiting.append { [weak self] in self?.find(id, then: body) ?? body([]) }
      return
    }
    if files[id] != nil || disk.directory == nil || isStopped
      || (isStocked && index.numbers(of: id).isEmpty)
    {
      return body(known(id))
    }
    lookups[id, default: []].append(body)
    guard lookups[id]?.count == 1 else { return }
    let list = disk.list
    disk.readers.runIfActive(eventLoop: eventLoop) { () throws -> [(DiskFile, Double)] in
      try list?.audioRecords(of: id).compactMap { record in DiskFile(record).map { ($0, record.heardAt) } }
        ?? []
    }.assumeIsolated().whenComplete { [self] result in
      switch result {
      case .success(let found): add(found, of: id)
      case .failure(let error): if !isStopped { fail("the list can't be read: \(error)") }
      }
      let found = known(id)
      for body in lookups.removeValue(forKey: id) ?? [] { body(found) }
    }
  }

  func file(for facts: AudioFacts, then body: @escaping (AudioFile?) -> Void) {
    guard facts.length > 0, facts.length <= BlockSums.longest else { return body(nil) }
    find(facts.id) { [weak self] _ in
      guard let self else { return body(nil) }
      if let there = files[facts.id]?.first(where: { $0.facts.isSame(as: facts) }) { return body(there) }
      guard mayWrite else { return body(nil) }
      if limit.bytes > 0 { return body(make(facts)) }
      // Only what is kept, as the list has it now.
      readKept { [self] in
        body(
          !index.kept.contains(facts.id)
            ? nil : files[facts.id]?.first { $0.facts.isSame(as: facts) } ?? make(facts))
      }
    }
  }

  private func make(_ facts: AudioFacts) -> AudioFile {
    let file = AudioFile(facts)
    let disk = DiskFile(number: Int64.random(in: 0...Int64.max), facts: facts)
    self.disk.made.withLock { _ = $0.insert(disk.number) }
    file.disk = disk
    file.heardAt = now
    files[facts.id, default: []].append(file)
    return file
  }

  /// Adds what the list has of `id`, but for what is known already, or has gone meanwhile.
  private func add(_ found: [(file: DiskFile, heardAt: Double)], of id: VideoID) {
    if isStocked {
      // Somebody else has taken them out.
      let there = Set(found.map(\.file.number))
      for number in index.numbers(of: id) where !there.contains(number) { index.remove(number) }
    }
    for (disk, heardAt) in found where !isStocked || index.entries[disk.number] != nil {
      guard files[id]?.contains(where: { $0.facts.isSame(as: disk.facts) }) != true else { continue }
      let file = AudioFile(disk.facts)
      file.disk = disk
      file.blocks = disk.state.withLock { $0.sums.blocks }
      file.heardAt = heardAt
      files[id, default: []].append(file)
    }
  }

  /// What is there of `id`, the best in front.
  private func known(_ id: VideoID) -> [AudioFile] {
    let there = (files[id] ?? []).filter { $0.blocks.count > 0 }
    guard there.count > 1 else { return there }
    return there.sorted { left, right in
      guard left.blocks.isComplete == right.blocks.isComplete else { return left.blocks.isComplete }
      return left.heardAt > right.heardAt
    }
  }

  // MARK: - Using

  func retain(_ file: AudioFile) { file.users += 1 }

  func release(_ file: AudioFile) {
    file.users -= 1
    guard file.users <= 0, let disk = file.disk else { return }
    if disk.state.withLock({ $0.isGone }) {
      lingering -= file.lingering
      file.lingering = 0
      return letGo(of: file, disk)
    }
    // Nothing more is to come.
    if self.disk.backlog.hurry(disk) { beginToWrite() }
    if dirty[disk.number] != nil { commitSoon(in: Self.endInterval) } else { rest(file) }
    if index.size > limit.high { evict() }
  }

  /// Keeps a file open for a while that nobody uses: it may be heard again.
  func rest(_ file: AudioFile) {
    resting.removeAll { $0 === file }
    resting.append(file)
    if resting.count > Self.mostResting { closeIfUnused(resting.removeFirst()) }
    guard restTimer == nil, !isStopped else { return }
    restTimer = eventLoop.assumeIsolated().scheduleTask(in: Self.rest) { [weak self] in
      self?.restTimer = nil
      self?.closeResting()
    }
  }

  /// Closes the files that nobody uses: one that has been deleted takes room as long as it is open.
  func closeResting() {
    for file in resting { closeIfUnused(file) }
    resting = []
  }

  /// Who reads a file may still do it when it is not to be had any more.
  private func closeIfUnused(_ file: AudioFile) {
    if file.users <= 0 { file.disk?.close() }
  }

  func noteHeard(_ file: AudioFile) {
    file.heardAt = now
    guard let number = file.disk?.number else { return }
    index.update(number) { $0.heardAt = file.heardAt }
    heard[number] = file.heardAt
    commitSoon()
  }

  /// Nothing can be read of `file` any more.
  private func letGo(of file: AudioFile, _ disk: DiskFile) {
    file.blocks = BlockSet(length: file.facts.length)
    disk.close()
  }

  /// `file` is not to be had any more; what reads it may read on.
  func forget(_ file: AudioFile) {
    guard let disk = file.disk else { return }
    let wasGone = disk.state.withLock { state in
      defer { state.isGone = true }
      return state.isGone
    }
    file.isGone = true
    if file.users <= 0 {
      letGo(of: file, disk)
    } else if !wasGone {
      // Its room is free once it is closed.
      file.lingering = index.entries[disk.number]?.size ?? 0
      lingering += file.lingering
    }
    files[file.facts.id]?.removeAll { $0 === file }
    if files[file.facts.id]?.isEmpty == true { files[file.facts.id] = nil }
    dirty[disk.number] = nil
    heard[disk.number] = nil
    index.remove(disk.number)
  }
}

extension AudioFacts {
  /// Whether both are the same rendition: what is not known of one must not be known of the other.
  func isSame(as other: AudioFacts) -> Bool {
    id == other.id && length == other.length && rendition.formatID == other.rendition.formatID
      && rendition.language == other.rendition.language && rendition.modified == other.rendition.modified
  }
}
