import Glibc

/// What the kernel tells of files and folders that are watched (inotify(7)). From one thread at a time.
package struct FileNotices: Sendable {
  /// Something happened to what is watched.
  package struct Notice: Sendable, Equatable {
    /// The watch that it belongs to, as ``FileNotices/add(_:_:)`` returned it.
    package let watch: Int32
    /// The file of a watched folder that it happened to; empty when it happened to what is watched itself.
    package let name: String
  }

  /// What stands before each name: the watch, the kind, a cookie and the name's length, 32 bits each.
  private static let headerBytes = 16

  /// Readable while notices wait.
  package let descriptor: Int32

  /// Notices of nothing yet; `nil` when the system has no more of them.
  package init?() {
    descriptor = inotify_init1(Int32(IN_CLOEXEC))
    if descriptor < 0 { return nil }
  }

  /// Watches a file or folder for changes of these kinds (`IN_MODIFY` and its like), from now on.
  ///
  /// - Returns: the watch, which is the same when it was watched before; `nil` when it can't be.
  @discardableResult
  package func add(_ path: String, _ kinds: Int) -> Int32? {
    let watch = inotify_add_watch(descriptor, path, UInt32(kinds))
    return watch >= 0 ? watch : nil
  }

  /// Waits for notices; blocks the thread while there are none.
  ///
  /// - Returns: what happened, oldest first; `nil` once nothing more will be told.
  package func next() -> [Notice]? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      return count > 0 ? Self.notices(in: buffer[..<count]) : nil
    }
  }

  /// Ends it.
  package func close() { _ = Glibc.close(descriptor) }

  private static func notices(in bytes: ArraySlice<UInt8>) -> [Notice] {
    var rest = bytes
    var notices: [Notice] = []
    while rest.count >= headerBytes {
      let (watch, length) = rest.withUnsafeBytes { bytes in
        (
          bytes.loadUnaligned(as: Int32.self),
          Int(bytes.loadUnaligned(fromByteOffset: headerBytes - 4, as: UInt32.self))
        )
      }
      let name = rest.dropFirst(headerBytes).prefix(length).prefix { $0 != 0 }
      notices.append(Notice(watch: watch, name: String(decoding: name, as: UTF8.self)))
      rest = rest.dropFirst(headerBytes + length)
    }
    return notices
  }
}
