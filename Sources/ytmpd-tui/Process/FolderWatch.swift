import Glibc

/// Tells when files of a folder change; sleeps in the kernel meanwhile.
struct FolderWatch: Sendable {
  private let descriptor: Int32

  /// Watches the folder at `path`; `nil` when there is none, or the system watches no more.
  init?(_ path: String) {
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    let changes = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)
    guard inotify_add_watch(descriptor, path, changes) >= 0 else {
      close(descriptor)
      return nil
    }
  }

  /// Waits for a change; blocks the thread.
  ///
  /// - Returns: `false` once nothing more will be told.
  func next() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      return count > 0
    }
  }
}
