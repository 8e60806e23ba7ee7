import Glibc
import Synchronization

/// Keeps two from reading one playlist at once: within the program, and with another one over the same library.
///
/// The lock between programs is a byte of a file beside the database; the kernel gives it back when its holder
/// dies, however that happens.
final class PlaylistLock: Sendable {
  /// F_OFD_SETLK of fcntl_locking(2): a lock that belongs to the open file rather than to the process.
  private static let setLock: Int32 = 37
  private static let held = Mutex<Set<String>>([])

  private let key: String
  private let descriptor: Int32?

  /// Takes the lock of the playlist called `name` of the library at `database`.
  ///
  /// Where no lock file can be made, the lock holds within this program alone.
  ///
  /// - Returns: `nil` when another program reads it at the moment.
  init?(playlist name: String, database: String) {
    let key = database + "\n" + name
    guard Self.held.withLock({ $0.insert(key).inserted }) else { return nil }
    // A library in memory belongs to this process.
    let file =
      database == ":memory:" ? -1 : open(database + ".sync-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if file >= 0 {
      var region = flock()
      region.l_type = Int16(F_WRLCK)
      region.l_whence = Int16(SEEK_SET)
      region.l_start = off_t(Self.place(of: name))
      region.l_len = 1
      if fcntl(file, Self.setLock, &region) != 0, errno == EAGAIN || errno == EACCES {
        close(file)
        _ = Self.held.withLock { $0.remove(key) }
        return nil
      }
    }
    self.key = key
    descriptor = file >= 0 ? file : nil
  }

  deinit {
    if let descriptor { close(descriptor) }
    _ = Self.held.withLock { $0.remove(key) }
  }

  /// A byte for the name: FNV-1a, without the sign. Two names on one byte would wait for each other, no more.
  static func place(of name: String) -> Int64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return Int64(hash >> 2)
  }
}
