import NIOCore
import NIOPosix
import Synchronization
import TrackKit

/// The threads that wait for the disk and the list, and what they share. From any thread.
///
/// Blocks are read, written, and synced and listed by different threads, so that none waits for a slower one.
final class AudioDisk: Sendable {
  /// Where the folder is to be.
  let path: String
  let list: (any AudioListing)?
  let readers = NIOThreadPool(numberOfThreads: 2)
  let writer = NIOThreadPool(numberOfThreads: 1)
  /// Syncs, lists, removes, looks after the folder.
  let keeper = NIOThreadPool(numberOfThreads: 1)
  let backlog = WriteBacklog()

  /// The numbers of the files that were made in this process: the list may not have them yet.
  let made = Mutex<Set<Int64>>([])

  private let current = Mutex<AudioDirectory?>(nil)
  private let calls: DiskCalls

  init(path: String, list: (any AudioListing)?, calls: DiskCalls = .system) {
    self.path = path
    self.list = list
    self.calls = calls
    for pool in [readers, writer, keeper] { pool.start() }
  }

  /// The folder; `nil` while there is none.
  var directory: AudioDirectory? { current.withLock { $0 } }

  /// Ends the threads, whatever they still have to do, and unlocks the folder.
  func stop() async throws {
    for pool in [readers, writer, keeper] { try await pool.shutdownGracefully() }
    current.withLock { $0 = nil }
  }

  // MARK: - On the keeper's thread

  /// Opens the folder; anew when it is not where it was.
  ///
  /// - Returns: where another version's files were set aside, if that was now; and whether it is another folder than before.
  func open() throws(DiskFault) -> (setAside: String?, isNew: Bool) {
    if let there = directory, there.isInPlace { return (nil, false) }
    // The lock of a folder that was renamed goes first: it may be the same one under another name.
    current.withLock { $0 = nil }
    made.withLock { $0 = [] }
    let opened = try AudioDirectory(path, calls: calls)
    current.withLock { $0 = opened }
    return (opened.setAside, true)
  }

  /// Finds out whether folder and list can be written.
  func probe() throws(DiskFault) {
    guard let directory else { throw DiskFault(.missing, "there is no folder") }
    if let obstacle = directory.obstacle { throw obstacle }
    try directory.probe()
    do { _ = try list?.writeAudio(new: [], changed: [], heard: [:]) } catch { throw DiskFault(list: error) }
  }

  /// What folder and list agree on.
  struct Stock: Sendable {
    var entries: [Int64: AudioIndex.Entry] = [:]
    var kept: Set<VideoID> = []
    /// See ``Commit/room``.
    var room: Int64?
  }

  /// Reads the list and the folder, and takes away what is only in one of them.
  func takeStock() throws(DiskFault) -> Stock {
    guard let list, let directory else { return Stock() }
    var stock = Stock()
    let entries: [AudioEntry]
    do {
      entries = try list.audioEntries()
      stock.kept = try list.keptTracks()
    } catch {
      throw DiskFault(list: error)
    }
    let listed = Set(entries.map(\.number))
    let there = try directory.numbers()
    // Behind the folder: what is made meanwhile is not in it, or is known.
    let made = made.withLock { $0 }
    for number in there where !listed.contains(number) && !made.contains(number) {
      try directory.remove(number)
    }
    var gone: [Int64] = []
    for entry in entries {
      guard let id = entry.id, entry.number >= 0, entry.length > 0, entry.length <= BlockSums.longest,
        let size = directory.size(of: entry.number)
      else {
        gone.append(entry.number)
        continue
      }
      stock.entries[entry.number] = AudioIndex.Entry(
        id: id, length: entry.length, bytes: min(entry.bytes, entry.length), size: size,
        heardAt: entry.heardAt)
    }
    if let fault = remove(gone, sparingKept: false).fault { throw fault }
    stock.room = room()
    return stock
  }

  /// The tracks that stay whatever the limit.
  func keptTracks() throws(DiskFault) -> Set<VideoID> {
    do { return try list?.keptTracks() ?? [] } catch { throw DiskFault(list: error) }
  }

  /// What taking files away came to.
  struct Removal: Sendable {
    /// Those that stay, since they are kept by now.
    var spared: Set<Int64> = []
    /// See ``Commit/room``.
    var room: Int64?
    var fault: DiskFault?
  }

  /// Takes files out of the list, and then away.
  func remove(_ numbers: [Int64], sparingKept: Bool) -> Removal {
    var removal = Removal()
    guard !numbers.isEmpty else { return removal }
    do {
      removal.spared = try list?.removeAudio(numbers, sparingKept: sparingKept) ?? []
    } catch {
      removal.fault = DiskFault(list: error)
      // Who does not know what is kept takes nothing away.
      if sparingKept { removal.spared = Set(numbers) }
    }
    // What the list has but the folder has not is found out and removed at the next start.
    for number in numbers where number >= 0 && !removal.spared.contains(number) {
      do throws(DiskFault) {
        try directory?.remove(number)
        made.withLock { _ = $0.remove(number) }
      } catch {
        removal.fault = error
      }
    }
    removal.room = room()
    return removal
  }

  /// What syncing and listing came to.
  struct Commit: Sendable {
    /// How many bytes files take on the disk, and how many are there.
    var sizes: [Int64: (size: Int64?, bytes: Int64)] = [:]
    /// Files that somebody has taken out of the list or out of the folder.
    var gone: Set<Int64> = []
    /// How many bytes can be written to the file system until its reserve is touched.
    var room: Int64?
    /// What went wrong.
    var fault: DiskFault?
  }

  /// Has files reach the disk, and then lists them.
  ///
  /// - Parameters:
  ///   - files: those that were written, with the moments at which they were heard last.
  ///   - heard: the same moments of others.
  func commit(_ files: [(file: DiskFile, heardAt: Double)], heard: [Int64: Double]) -> Commit {
    var commit = Commit()
    guard let directory else {
      commit.fault = DiskFault(.missing, "there is no folder")
      return commit
    }
    var new: [DiskFile] = []
    var changed: [DiskFile] = []
    var records: (new: [AudioRecord], changed: [AudioRecord]) = ([], [])
    for (file, heardAt) in files {
      do throws(DiskFault) {
        let news = try file.sync(in: directory, heardAt: heardAt)
        let record = news.record
        commit.sizes[file.number] = (news.size, record.bytes)
        if news.isNew {
          new.append(file)
          records.new.append(record)
        } else {
          changed.append(file)
          records.changed.append(record)
        }
      } catch {
        if error.kind == .missing { commit.gone.insert(file.number) } else { commit.fault = error }
      }
    }
    do {
      if !new.isEmpty { try directory.sync() }
      commit.gone.formUnion(
        try list?.writeAudio(new: records.new, changed: records.changed, heard: heard) ?? [])
      for file in new { file.state.withLock { $0.isListed = true } }
    } catch {
      for file in new + changed { file.state.withLock { $0.isDirty = true } }
      commit.fault = error as? DiskFault ?? DiskFault(list: error)
    }
    commit.room = room()
    return commit
  }

  /// How many bytes can be written to the file system until its reserve is touched; `nil` when nobody knows.
  func room() -> Int64? {
    do throws(DiskFault) {
      guard let room = try directory?.room() else { return nil }
      return room.free - AudioLimit.reserve(of: room.total)
    } catch {
      return nil
    }
  }
}
