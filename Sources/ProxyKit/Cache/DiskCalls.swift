import CDisk
import Glibc

/// What is asked of the system about the disk, and may be refused or tell what has reached it; tests have their own. From
/// any thread.
///
/// Calls are as the manual says: a count or 0, or -1 with `errno`.
struct DiskCalls: Sendable {
  /// pread(2).
  var read: @Sendable (Int32, UnsafeMutableRawPointer?, Int, off_t) -> Int = { pread($0, $1, $2, $3) }
  /// pwritev(2).
  var write: @Sendable (Int32, UnsafePointer<iovec>?, Int32, off_t) -> Int = { pwritev($0, $1, $2, $3) }
  /// fallocate(2), of so many bytes from an offset on; the file stays as long as it is.
  var allocate: @Sendable (Int32, off_t, off_t) -> Int32 = { cdisk_allocate($0, Int64($1), Int64($2)) }
  /// fdatasync(2), of a file.
  var syncData: @Sendable (Int32) -> Int32 = { fdatasync($0) }
  /// fsync(2), of the folder.
  var syncFolder: @Sendable (Int32) -> Int32 = { fsync($0) }
  /// unlinkat(2), of a file in the folder.
  var unlink: @Sendable (Int32, String) -> Int32 = { unlinkat($0, $1, 0) }

  /// Whether the file is on a disk of this machine, whose times are those of its clock.
  var isLocal: @Sendable (Int32) -> Bool = { cdisk_is_local($0) == 1 }

  /// The system's own.
  static let system = DiskCalls()
}
