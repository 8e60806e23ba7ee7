import FoundationEssentials
import Glibc
import Synchronization

/// The log's file, which is replaced by a new one when it is full or when it was moved away.
///
/// Each line is one write to a file opened for appending, so the lines of two programs never mix. From any thread.
final class LogFile: Sendable {
  /// Why the file could not be opened.
  struct OpenFailure: Error {
    let reason: String
  }

  /// The descriptor of the file. It stays the same as long as the process lives, whatever file is behind it: a handler
  /// of signals may write to it at any time.
  let descriptor: Int32

  private let path: String
  private let limit: Int64
  private let size: Mutex<Int64>

  /// Opens the file at `path`, and makes its folder first.
  ///
  /// - Parameter limit: from how many bytes on the file is kept as `path.1` and a new one begins; 0 for never.
  /// - Throws: ``OpenFailure``.
  init(_ path: String, limit: Int64) throws(OpenFailure) {
    self.path = path
    self.limit = limit
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      do {
        try FileManager.default.createDirectory(
          atPath: String(path[..<slash]), withIntermediateDirectories: true)
      } catch {
        // What keeps the folder from being made keeps the file from being opened: that says why.
      }
    }
    descriptor = try Self.open(path)
    size = Mutex(Self.status(descriptor)?.size ?? 0)
  }

  /// Adds `bytes`, a whole line. A full disk must not stop the music: a line that can't be written is lost.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      rest = rest.dropFirst(count)
    }
    guard limit > 0 else { return }
    size.withLock { size in
      size += Int64(bytes.count)
      if size >= limit { size = replace() }
    }
  }

  /// Goes on in the file that is at the path now, or in a new one: the old one may have been moved away.
  func reopen() { size.withLock { $0 = goOn() } }

  /// Keeps the full file as the old one, unless another process has done so.
  ///
  /// - Returns: the size of the file that is written to from now on.
  private func replace() -> Int64 {
    let ours = Self.status(descriptor)
    if let ours, ours.size >= limit, ours.inode == Self.status(path)?.inode { rename(path, path + ".1") }
    return goOn()
  }

  private func goOn() -> Int64 {
    do throws(OpenFailure) {
      let file = try Self.open(path)
      // The number of the descriptor stays; what is in flight goes to one file or the other, whole.
      dup2(file, descriptor)
      _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
      close(file)
    } catch {
      // The old file is still open, and better than none.
    }
    return Self.status(descriptor)?.size ?? 0
  }

  private static func open(_ path: String) throws(OpenFailure) -> Int32 {
    // Titles of private playlists are private.
    let descriptor = Glibc.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0o600)
    guard descriptor >= 0 else { throw OpenFailure(reason: String(cString: strerror(errno))) }
    return descriptor
  }

  private static func status(_ descriptor: Int32) -> (inode: ino_t, size: Int64)? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? (status.st_ino, Int64(status.st_size)) : nil
  }

  private static func status(_ path: String) -> (inode: ino_t, size: Int64)? {
    var status = stat()
    return lstat(path, &status) == 0 ? (status.st_ino, Int64(status.st_size)) : nil
  }
}
