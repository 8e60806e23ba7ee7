import Glibc
import Synchronization

/// A shell that waits for the end of this program, however it comes, and then clears up behind it.
///
/// It holds one end of a line whose other end is ours alone: even a SIGKILL closes that. While the program
/// lives, the guard does nothing.
final class OrphanGuard: Sendable {
  private let lifeline: Int32
  private let shell: ChildProcess
  private let isReleased = Mutex(false)

  /// Removes the folder at `path`, with all that is in it.
  ///
  /// - Throws: ``DemoError`` when no shell can be started.
  static func removing(folder path: String) throws(DemoError) -> OrphanGuard {
    // A second try, because something may still have written there during the first one.
    try OrphanGuard(script: #"rm -rf -- "$1" || { sleep 1; rm -rf -- "$1"; }"#, argument: path)
  }

  /// Kills the process group of `process`.
  ///
  /// - Throws: ``DemoError`` when no shell can be started.
  static func killing(_ process: ChildProcess) throws(DemoError) -> OrphanGuard {
    try OrphanGuard(script: #"kill -s KILL -- "-$1""#, argument: String(process.id))
  }

  private init(script: String, argument: String) throws(DemoError) {
    let line = try SocketPair()
    defer { close(line.reading) }
    lifeline = line.writing
    let nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    defer { if nowhere >= 0 { close(nowhere) } }
    do {
      shell = try ChildProcess(
        executable: "/bin/sh",
        arguments: ["-c", "trap '' HUP INT TERM; read -r _; \(script)", "guard", argument],
        input: line.reading, output: nowhere)
    } catch {
      close(line.writing)
      throw error
    }
  }

  deinit { release() }

  /// Sends the guard home without having done anything; later calls do nothing.
  func release() {
    let isFirst = isReleased.withLock { isReleased in
      defer { isReleased = true }
      return !isReleased
    }
    guard isFirst else { return }
    shell.send(SIGKILL)
    shell.reap()
    close(lifeline)
  }
}
