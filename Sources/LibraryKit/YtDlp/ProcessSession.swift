import Glibc
import Synchronization

/// The session a program leads: itself, and everything it has started that did not leave on purpose.
final class ProcessSession: Sendable {
  private let leader = Mutex<pid_t?>(nil)

  /// Remembers who leads it.
  func begin(_ process: pid_t) {
    leader.withLock { $0 = process }
  }

  /// Kills whoever is left of it; the leader itself must have ended and been waited for. Does nothing when the
  /// program was never started.
  ///
  /// The kernel gives out no number that is still in use by a session, so a process that has this one belongs
  /// to it.
  func end() {
    guard let leader = leader.withLock({ $0.take() }) else { return }
    kill(-leader, SIGKILL)
    // A helper may have a process group of its own, and may be starting another one right now.
    for _ in 0..<20 {
      let members = Self.members(of: leader)
      if members.isEmpty { return }
      for member in members { kill(member, SIGKILL) }
    }
  }

  /// The living processes of the session that `leader` leads or led.
  static func members(of leader: pid_t) -> [pid_t] {
    guard let folder = opendir("/proc") else { return [] }
    defer { closedir(folder) }
    var members: [pid_t] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let process = pid_t(name), session(of: process) == leader { members.append(process) }
    }
    return members
  }

  /// The session of a process that lives; `nil` for one that is dead, waited for or not.
  private static func session(of process: pid_t) -> pid_t? {
    let file = open("/proc/\(process)/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    let text = String(unsafeUninitializedCapacity: 1024) { buffer in
      max(0, read(file, buffer.baseAddress, 1024))
    }
    // The name, in parentheses, may hold anything; behind it are state, parent, group and session (proc(5)).
    let fields = text[(text.lastIndex(of: ")") ?? text.startIndex)...].split(separator: " ").dropFirst()
    guard fields.count >= 4, let state = fields.first, state != "Z", state != "X" else { return nil }
    return pid_t(fields[fields.startIndex + 3])
  }
}
