import Glibc

/// What changes in a file's status whenever somebody changes the file.
struct FileStamp: Sendable, Equatable {
  private let device: UInt64
  private let inode: UInt64
  private let size: Int64
  /// When its bytes were changed, and when anything was, in nanoseconds of Unix time.
  private let modified: Int64
  private let changed: Int64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
    size = Int64(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  /// For tests.
  init(inode: UInt64 = 1, size: Int64 = 1, modified: Int64, changed: Int64) {
    device = 0
    self.inode = inode
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  /// Whether the bytes of a file may have changed between this stamp and another; a new name or new permissions are
  /// nothing of that kind.
  func hasOtherBytes(than other: FileStamp) -> Bool {
    (device, inode, size, modified) != (other.device, other.inode, other.size, other.modified)
  }

  /// How coarse the times of files may be; Linux counts them by ticks, of 10 ms at most.
  private static let tick: Int64 = 50_000_000

  /// Whether another change would have another stamp: not while it might fall into the same tick.
  ///
  /// - Parameter now: nanoseconds of Unix time.
  func isSettled(at now: Int64) -> Bool { now - max(modified, changed) >= Self.tick }

  /// The wall clock, in nanoseconds of Unix time.
  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return nanoseconds(time)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
