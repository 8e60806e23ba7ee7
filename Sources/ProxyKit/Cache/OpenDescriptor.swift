import CDisk
import Glibc
import NIOCore

/// A file of the cache that is open; closed when the last one lets go of it. From any thread.
final class OpenDescriptor: Sendable {
  /// For the system's calls, as long as this is held.
  let number: Int32
  /// For parts of the file that the kernel sends, as long as this is held.
  let handle: NIOFileHandle
  /// Whether it can be written.
  let isWritable: Bool
  /// Whether its times are those of this machine's clock.
  let isLocal: Bool
  private let calls: DiskCalls

  /// - Parameter number: a descriptor, which is this one's from now on.
  init(owning number: Int32, isWritable: Bool, isLocal: Bool, calls: DiskCalls = .system) {
    self.number = number
    self.calls = calls
    self.isWritable = isWritable
    self.isLocal = isLocal
    handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: number)
  }

  deinit {
    do { try handle.close() } catch {
      // It is gone either way, and its bytes have been synced or are not listed.
    }
  }

  /// The same; `nil` when the system does not say.
  func statusAtOnce() -> Status? {
    var status = stat()
    return fstat(number, &status) == 0 ? Status(status) : nil
  }

  /// What the system says of it.
  func status() throws(DiskFault) -> Status {
    var status = stat()
    guard fstat(number, &status) == 0 else { throw DiskFault() }
    return Status(status)
  }

  /// What the system says of a file.
  struct Status: Sendable {
    var stamp: FileStamp
    /// How many names it has.
    var links: Int
    /// How many bytes it takes on the disk.
    var size: Int64
    /// Whether it is a regular file of this user.
    var isOurs: Bool
    /// How many bytes can be read of it.
    var length: Int64

    init(_ status: stat) {
      stamp = FileStamp(status)
      links = Int(status.st_nlink)
      size = Int64(status.st_blocks) * 512
      length = Int64(status.st_size)
      isOurs = status.st_mode & S_IFMT == S_IFREG && status.st_uid == geteuid()
    }
  }

  /// Fills `memory` from `offset` on.
  ///
  /// - Returns: how many bytes came, fewer only at the end of the file.
  func read(into memory: UnsafeMutableRawBufferPointer, at offset: Int64) throws(DiskFault) -> Int {
    var count = 0
    while count < memory.count {
      let result = calls.read(
        number, memory.baseAddress.map { $0 + count }, memory.count - count, off_t(offset) + off_t(count))
      if result < 0 {
        if errno == EINTR { continue }
        throw DiskFault()
      }
      if result == 0 { break }
      count += result
    }
    return count
  }

  /// From so many bytes on, they get their place on the disk before they are written: a file system finds that in one
  /// piece then, and needs not count each page of a hole. 1 MiB costs a third less in all, and 64 KiB cost as much as without.
  private static let allocatedAtOnce = 256 << 10

  /// Writes buffers, one behind the other; no more than a call of the system takes (1024).
  func write(_ buffers: [ByteBuffer], at offset: Int64) throws(DiskFault) {
    let length = buffers.reduce(0) { $0 + $1.readableBytes }
    // Where it can't be done, for want of room for example, writing is what says so.
    if isLocal, length >= Self.allocatedAtOnce { _ = calls.allocate(number, off_t(offset), off_t(length)) }
    let code = withExtendedLifetime(buffers) { () -> Int32 in
      var (rest, offset) = (GatheredBytes(buffers), off_t(offset))
      while !rest.isEmpty {
        let count = rest.vectors.withUnsafeBufferPointer {
          calls.write(number, $0.baseAddress, Int32($0.count), offset)
        }
        if count < 0 {
          if errno == EINTR { continue }
          return errno
        }
        if count == 0 { return ENOSPC }
        rest.removeFirst(count)
        offset += off_t(count)
      }
      return 0
    }
    guard code == 0 else { throw DiskFault(code: code) }
  }

  /// Gives it the times of this moment, so that whoever has compared its bytes does it again. A file that can't be
  /// written keeps its own, and nobody has changed it.
  func touch() { futimens(number, nil) }

  /// Returns once the bytes have reached the disk.
  func sync() throws(DiskFault) {
    while calls.syncData(number) != 0 {
      guard errno == EINTR else { throw DiskFault() }
    }
  }
}
