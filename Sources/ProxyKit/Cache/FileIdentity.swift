import Glibc

/// Which file a status is of.
struct FileIdentity: Sendable, Equatable {
  var device: UInt64
  var inode: UInt64

  /// The file that has this status.
  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }

  /// The file that is open.
  init(_ descriptor: Int32) throws(DiskFault) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw DiskFault() }
    self.init(status)
  }
}
