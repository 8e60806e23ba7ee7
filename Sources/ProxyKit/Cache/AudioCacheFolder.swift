import CDisk
import Glibc
import NIOCore
public import TrackKit

/// The folder of the cache of audio as commands see it, whether a relay has it open or not: the list is the truth, and the
/// relay notices what was changed.
///
/// Every call waits for the disk, so it is made on a thread that may.
public struct AudioCacheFolder: Sendable {
  /// How a folder is.
  public enum State: Sendable, Equatable {
    /// There is none.
    case missing
    /// Nobody uses it.
    case free
    /// A running relay uses it.
    case inUse
    /// It can't be used, for this reason.
    case unusable(String)
  }

  /// What clearing has freed.
  public struct Cleared: Sendable, Equatable {
    /// How many files.
    public var files = 0
    /// How many bytes they took on the disk.
    public var bytes: Int64 = 0
  }

  /// What verifying has found.
  public struct Verification: Sendable, Equatable {
    /// How many files there are.
    public var files = 0
    /// How many of them were looked at.
    public var checkedFiles = 0
    /// How many bytes were compared with their checksums.
    public var bytes: Int64 = 0
    /// How many blocks were damaged; they are not in the list any more, and will be fetched anew.
    public var damagedBlocks = 0
    /// The tracks that they are of.
    public var damagedTracks: Set<VideoID> = []
    /// How many entries of the list had no file, and how many files no entry; both are gone now, files only if no relay runs.
    public var orphans = 0
  }

  private let path: String
  private let list: any AudioListing

  /// The folder at `path`, whose files are in `list`.
  public init(at path: String, list: any AudioListing) {
    self.path = path
    self.list = list
  }

  /// How the folder at `path` is at the moment. It is locked for no longer than it takes to see whether it is.
  public static func state(at path: String) -> State {
    var status = stat()
    guard stat(path, &status) == 0 else {
      return errno == ENOENT ? .missing : .unusable(DiskFault().sentence)
    }
    guard access(path, W_OK | X_OK) == 0 else { return .unusable(DiskFault().sentence) }
    do throws(DiskFault) {
      let folder = try AudioDirectory(path, access: .look)
      return try folder.isLocked() ? .inUse : .free
    } catch {
      return .unusable(error.sentence)
    }
  }

  /// Takes away what there is of `ids`, of all tracks for `nil`. What a relay reads at the moment may be read on.
  ///
  /// - Throws: a ``ProxyError`` when list or folder can't be changed.
  public func clear(_ ids: [VideoID]? = nil) throws -> Cleared {
    let wanted = ids.map(Set.init)
    let entries = try list.audioEntries().filter { entry in
      wanted.map { wanted in entry.id.map(wanted.contains) ?? false } ?? true
    }
    _ = try list.removeAudio(entries.map(\.number), sparingKept: false)
    var cleared = Cleared()
    do throws(DiskFault) {
      guard let folder = try opened() else { return cleared }
      var numbers = entries.map(\.number).filter { $0 >= 0 }
      // Those that a relay has not listed yet, too: it sees that they are gone.
      if wanted == nil { numbers = Array(try folder.numbers()) }
      for number in numbers {
        guard let size = folder.size(of: number) else { continue }
        try folder.remove(number)
        cleared.files += 1
        cleared.bytes += size
      }
    } catch {
      throw AudioCacheError(sentence: "the cache of audio can't be cleared: \(error.sentence)")
    }
    return cleared
  }

  /// Compares every block with its checksum. A relay goes on meanwhile, and looks again at what was damaged.
  ///
  /// - Parameter progress: told after each file; what it throws ends the work.
  /// - Throws: a ``ProxyError`` when list or folder can't be read; `CancellationError` when the task is cancelled; what `progress`
  ///   throws.
  public func verify(progress: (Verification) throws -> Void = { _ in }) throws -> Verification {
    var verification = Verification()
    let entries = try list.audioEntries()
    do {
      let folder = try opened()
      verification.files = entries.count
      for entry in entries {
        try Task.checkCancellation()
        try verify(entry, in: folder, &verification)
        verification.checkedFiles += 1
        try progress(verification)
      }
      if let folder { try removeOrphans(in: folder, &verification) }
    } catch let fault as DiskFault {
      throw AudioCacheError(sentence: "the cache of audio can't be verified: \(fault.sentence)")
    }
    return verification
  }

  private func opened() throws(DiskFault) -> AudioDirectory? {
    do throws(DiskFault) {
      return try AudioDirectory(path, access: .share)
    } catch  where error.kind == .missing {
      return nil
    }
  }

  private func verify(
    _ entry: AudioEntry, in folder: AudioDirectory?, _ verification: inout Verification
  ) throws {
    // A relay may have written a block meanwhile, and have listed it after the file was read.
    for isLastTry in [false, true] {
      guard let record = try list.audioRecord(entry.number), let file = DiskFile(record) else {
        // What is no record is of no use to anybody.
        return try remove(entry.number, &verification)
      }
      guard let found = try compare(file, in: folder) else {
        if isLastTry { try remove(entry.number, &verification) }
        continue
      }
      if found.damaged.isEmpty || isLastTry { verification.bytes += found.bytes }
      if found.damaged.isEmpty { return }
      if !isLastTry { continue }
      verification.damagedBlocks += found.damaged.count
      verification.damagedTracks.insert(record.facts.id)
      file.forget(found.damaged)
      _ = try list.replaceAudio(file.record(heardAt: record.heardAt), for: record)
      // A relay that has the file open compares it again, since its times have changed.
      found.file.touch()
    }
  }

  /// `nil` when there is no such file of ours.
  private func compare(_ file: DiskFile, in folder: AudioDirectory?) throws(DiskFault) -> DiskFile.Comparison?
  {
    guard let folder else { return nil }
    do throws(DiskFault) {
      return try file.compare(in: folder)
    } catch {
      if error.kind == .missing || error.kind == .notOurs { return nil }
      throw error
    }
  }

  private func remove(_ number: Int64, _ verification: inout Verification) throws {
    // What has been taken out meanwhile is no concern.
    guard try list.audioEntries().contains(where: { $0.number == number }) else { return }
    verification.orphans += 1
    _ = try list.removeAudio([number], sparingKept: false)
  }

  private func removeOrphans(in folder: AudioDirectory, _ verification: inout Verification) throws {
    // While a relay has it, there are files that it has not listed yet.
    let owner: AudioDirectory
    do throws(DiskFault) {
      owner = try AudioDirectory(path, access: .own, patience: 1)
    } catch {
      return
    }
    let there = try owner.numbers()
    let listed = Set(try list.audioEntries().map(\.number))
    for number in there.subtracting(listed) {
      try owner.remove(number)
      verification.orphans += 1
    }
  }
}

/// Why the cache of audio could not do what a command asked.
public struct AudioCacheError: ProxyError, Equatable {
  /// What is wrong.
  public let sentence: String

  /// Nothing passes by itself.
  public var disposition: Disposition { .giveUp }
}
