import Glibc

/// Tells when files of a folder change, one that is made later included; sleeps in the kernel meanwhile.
struct FolderWatch: Sendable {
  private static let changes = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE)
  /// What stands before each name: the watch, the kind, a cookie and the name's length, 32 bits each.
  private static let headerBytes = 16

  private let descriptor: Int32
  private let path: String
  private let name: String
  private let parent: Int32

  /// Watches the folder at `path`; `nil` when the one it belongs into is not there either, or the system watches no
  /// more.
  init?(_ path: String) {
    let cut = path.lastIndex(of: "/") ?? path.startIndex
    self.path = path
    name = String(path[cut...].drop { $0 == "/" })
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    guard descriptor >= 0 else { return nil }
    // Other things come and go beside the folder; only its own name is looked for there.
    parent = inotify_add_watch(descriptor, String(path[..<cut]), UInt32(IN_CREATE | IN_MOVED_TO))
    guard inotify_add_watch(descriptor, path, Self.changes) >= 0 || parent >= 0 else {
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
      guard count > 0 else { return false }
      if isChange(buffer[..<count]) { return true }
    }
  }

  /// Whether one of these events concerns the folder.
  private func isChange(_ events: ArraySlice<UInt8>) -> Bool {
    var rest = events
    var isChange = false
    while rest.count >= Self.headerBytes {
      let (watch, length) = rest.withUnsafeBytes { bytes in
        (
          bytes.loadUnaligned(as: Int32.self),
          Int(bytes.loadUnaligned(fromByteOffset: Self.headerBytes - 4, as: UInt32.self))
        )
      }
      let text = rest.dropFirst(Self.headerBytes).prefix(length).prefix { $0 != 0 }
      rest = rest.dropFirst(Self.headerBytes + length)
      guard watch == parent else {
        isChange = true
        continue
      }
      guard String(decoding: text, as: UTF8.self) == name else { continue }
      // It may hold files already.
      _ = inotify_add_watch(descriptor, path, Self.changes)
      isChange = true
    }
    return isChange
  }
}
