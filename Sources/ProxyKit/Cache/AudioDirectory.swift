import CDisk
import Glibc
import NIOCore

/// The folder of the cache, open and locked for this process. From any thread; every call may wait for the disk.
final class AudioDirectory: Sendable {
  /// Where it is.
  let path: String
  /// Why nothing can be written into it; `nil` when that can be.
  let obstacle: DiskFault?
  /// Where files of another version were set aside just now; `nil` when there were none.
  let setAside: String?

  private let folder: Int32
  private let lock: Int32
  private let identity: FileIdentity
  private let isLocal: Bool
  private let calls: DiskCalls

  /// What a folder is opened for.
  enum Access: Sendable {
    /// All that is in it belongs to this process: it is made when it is missing, and locked.
    case own
    /// Another process may have it.
    case share
    /// Nothing is changed.
    case look
  }

  /// Opens the folder.
  ///
  /// - Parameters:
  ///   - access: for what.
  ///   - patience: how many times the lock is tried, with 20 ms between.
  ///   - calls: what reads and writes.
  /// - Throws: ``DiskFault/Kind/busy`` when another program has it; anything else the system says.
  init(
    _ path: String, access: Access = .own, patience: Int = 10, calls: DiskCalls = .system
  ) throws(DiskFault) {
    self.path = path
    self.calls = calls
    folder = try Self.openFolder(path, access)
    var obstacle: DiskFault?
    do throws(DiskFault) {
      identity = try FileIdentity(folder)
      isLocal = calls.isLocal(folder)
      lock = access == .own ? try Self.openLock(in: folder, patience: patience) : -1
    } catch {
      close(folder)
      throw error
    }
    var aside: String?
    if access == .own {
      do throws(DiskFault) {
        aside = try Self.checkForm(of: folder, lock: lock)
      } catch  where error.kind == .readOnly || error.kind == .full {
        obstacle = error
      } catch {
        if lock >= 0 { close(lock) }
        close(folder)
        throw error
      }
    }
    self.obstacle = obstacle
    setAside = aside
  }

  deinit {
    // The lock goes with its descriptor.
    if lock >= 0 { close(lock) }
    close(folder)
  }

  /// Whether `path` still leads here.
  var isInPlace: Bool {
    var status = stat()
    return stat(path, &status) == 0 && FileIdentity(status) == identity
  }

  /// Whether a process has it for its own; it is locked for as long as it takes to see that.
  func isLocked() throws(DiskFault) -> Bool {
    let descriptor = openat(
      folder, AudioFileName.lock, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0)
    guard descriptor >= 0 else {
      if errno == ENOENT { return false }
      throw DiskFault()
    }
    defer { close(descriptor) }
    if cdisk_lock(descriptor) == 0 { return false }
    guard errno == EWOULDBLOCK else { throw DiskFault() }
    return true
  }

  /// Opens the file of that number.
  ///
  /// - Throws: ``DiskFault/Kind/missing``; ``DiskFault/Kind/notOurs`` when it is no regular file of ours.
  func open(_ number: Int64) throws(DiskFault) -> OpenDescriptor {
    let name = AudioFileName.name(number)
    let flags = O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    var isWritable = true
    var descriptor = openat(folder, name, O_RDWR | flags, 0)
    if descriptor < 0, [EACCES, EROFS, EPERM].contains(errno) {
      isWritable = false
      descriptor = openat(folder, name, O_RDONLY | flags, 0)
    }
    // A socket or a device without a driver, a folder: nothing of ours.
    if descriptor < 0, [ENXIO, EISDIR, ENODEV].contains(errno) {
      throw DiskFault(.notOurs, "not a regular file")
    }
    guard descriptor >= 0 else { throw DiskFault() }
    let file = OpenDescriptor(owning: descriptor, isWritable: isWritable, isLocal: isLocal, calls: calls)
    let status = try file.status()
    // A second name would let others change it where nobody looks.
    guard status.isOurs, status.links == 1 else { throw DiskFault(.notOurs, "not a regular file of ours") }
    return file
  }

  /// Makes the file of that number, of `length` bytes none of which takes room.
  func create(_ number: Int64, length: Int64) throws(DiskFault) -> OpenDescriptor {
    if let obstacle { throw obstacle }
    let name = AudioFileName.name(number)
    let flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    var descriptor = openat(folder, name, flags, 0o600)
    if descriptor < 0, errno == EEXIST {
      try remove(number)
      descriptor = openat(folder, name, flags, 0o600)
    }
    guard descriptor >= 0 else { throw DiskFault() }
    let file = OpenDescriptor(owning: descriptor, isWritable: true, isLocal: isLocal, calls: calls)
    cdisk_block_size_signal()
    guard ftruncate(descriptor, off_t(length)) == 0 else {
      let fault = DiskFault()
      try remove(number)
      throw fault
    }
    return file
  }

  /// Takes the file of that number away, whatever it is; its room is free once nobody has it open.
  func remove(_ number: Int64) throws(DiskFault) {
    let name = AudioFileName.name(number)
    guard calls.unlink(folder, name) != 0, errno != ENOENT else { return }
    let fault = DiskFault()
    // A folder of that name is none of ours; it is in nobody's way.
    var status = stat()
    if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR { return }
    throw fault
  }

  /// How many bytes the file of that number takes on the disk; `nil` when it is none of ours.
  func size(of number: Int64) -> Int64? {
    var status = stat()
    guard fstatat(folder, AudioFileName.name(number), &status, AT_SYMLINK_NOFOLLOW) == 0 else { return nil }
    let read = OpenDescriptor.Status(status)
    return read.isOurs && read.links == 1 ? read.size : nil
  }

  /// The numbers of all files.
  func numbers() throws(DiskFault) -> Set<Int64> {
    Set(try Self.names(in: folder).compactMap(AudioFileName.number))
  }

  /// Returns once the names of new files have reached the disk.
  func sync() throws(DiskFault) {
    guard calls.syncFolder(folder) == 0 || errno == EINVAL else { throw DiskFault() }
  }

  /// How many bytes this user may still write, and how many there are in all.
  func room() throws(DiskFault) -> (free: Int64, total: Int64) {
    var status = statvfs()
    guard fstatvfs(folder, &status) == 0 else { throw DiskFault() }
    let unit = Int64(clamping: status.f_frsize)
    return (
      Int64(clamping: status.f_bavail).multipliedReportingOverflow(by: unit).partialValue,
      Int64(clamping: status.f_blocks).multipliedReportingOverflow(by: unit).partialValue
    )
  }

  /// Writes a few bytes to the disk and takes them away again.
  func probe() throws(DiskFault) {
    unlinkat(folder, AudioFileName.probe, 0)
    let descriptor = openat(
      folder, AudioFileName.probe, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw DiskFault() }
    defer { unlinkat(folder, AudioFileName.probe, 0) }
    let file = OpenDescriptor(owning: descriptor, isWritable: true, isLocal: isLocal, calls: calls)
    cdisk_block_size_signal()
    try file.write([ByteBuffer(repeating: 1, count: Int(BlockSet.size))], at: 0)
    try file.sync()
  }
}
