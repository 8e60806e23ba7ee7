import FoundationEssentials
import Glibc
import Synchronization

/// A private folder that is gone when the program is, whichever way it goes.
package final class DemoFolder: Sendable {
  /// Its absolute path.
  package let path: String
  private let orphanGuard: OrphanGuard
  private let isRemoved = Mutex(false)

  /// Makes a folder that only this user can enter.
  ///
  /// - Parameter parent: `$TMPDIR` when not given, or `/tmp` where that is not set or too long for a socket.
  /// - Throws: ``DemoError`` when it can't be made.
  package init(in parent: String? = nil) throws(DemoError) {
    let parent = parent ?? Self.parent(ProcessInfo.processInfo.environment["TMPDIR"])
    var template = Array("\(parent)/ytmpd-tui-demo-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw DemoError("cannot make a folder in \(parent)", code: errno)
    }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do {
      orphanGuard = try OrphanGuard.removing(folder: path)
    } catch {
      rmdir(path)
      throw error
    }
  }

  deinit { remove() }

  /// Makes a folder called `name` in this one, unless it is there, and returns its path.
  ///
  /// - Throws: ``DemoError`` when it can't be made.
  package func subfolder(_ name: String) throws(DemoError) -> String {
    let path = "\(path)/\(name)"
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw DemoError("cannot make the folder \(path)", code: errno)
    }
    return path
  }

  /// Removes the folder now; later calls do nothing.
  package func remove() {
    let isFirst = isRemoved.withLock { isRemoved in
      defer { isRemoved = true }
      return !isRemoved
    }
    guard isFirst else { return }
    do {
      try FileManager.default.removeItem(atPath: path)
      orphanGuard.release()
    } catch {
      // The guard, which is left alone, tries again when the program has ended.
    }
  }

  /// The place for temporary files, short enough for the 107 bytes a socket's path may have.
  package static func parent(_ configured: String?) -> String {
    guard let configured, configured.hasPrefix("/"), configured.utf8.count <= 64,
      access(configured, W_OK | X_OK) == 0
    else { return "/tmp" }
    return configured
  }
}
