import CProcess
import FoundationEssentials
import Glibc

/// A system call the demo can't do without failed.
package struct DemoError: Error, CustomStringConvertible {
  /// What failed and why, for a person to read.
  package let description: String

  package init(_ description: String) { self.description = description }

  /// `what` failed with the `errno` `code`.
  package init(_ what: String, code: Int32) {
    self.init("\(what): \(String(cString: strerror(code)))")
  }
}

/// A program in a session of its own, so that no key at the terminal reaches it and all of it ends at once.
struct ChildProcess: Sendable {
  /// The process, the leader of its session and of its group.
  let id: pid_t

  /// Starts `executable` with an empty signal mask, and with none of our descriptors but the given ones.
  ///
  /// - Parameters:
  ///   - input: its standard input.
  ///   - output: its standard output and error.
  /// - Throws: ``DemoError`` when it can't be started.
  init(executable: String, arguments: [String], input: Int32, output: Int32) throws(DemoError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, output, 2)
    // Not every library closes its sockets on exec: a child that held one would keep a port taken, and a
    // connection open that we have closed. Numbers that are not in use do no harm.
    for descriptor in 3...Self.lastDescriptorToClose {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    cprocess_begin_session(&attributes)

    let environment = ProcessInfo.processInfo.environment.map { "\($0)=\($1)" }
    var process: pid_t = 0
    let code = Self.withCStrings([executable] + arguments) { arguments in
      Self.withCStrings(environment) { environment in
        posix_spawn(&process, executable, &actions, &attributes, arguments, environment)
      }
    }
    guard code == 0 else { throw DemoError("cannot start \(executable)", code: code) }
    id = process
  }

  /// Sends `signal` to the process and all it has started.
  func send(_ signal: Int32) {
    kill(-id, signal)
  }

  /// Whether the process has ended; it is not reaped by the question.
  var hasEnded: Bool {
    var information = siginfo_t()
    let outcome = waitid(P_PID, id_t(id), &information, WEXITED | WNOHANG | WNOWAIT)
    return outcome == 0 ? information.si_signo == SIGCHLD : errno == ECHILD
  }

  /// Waits for the end of the process for at most `limit`; blocks its thread.
  ///
  /// - Returns: whether the end has come.
  func waitForEnd(_ limit: Duration) -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while !hasEnded {
      guard clock.now < deadline else { return false }
      poll(nil, 0, 10)
    }
    return true
  }

  /// Waits for the end of the process, which has come or is about to; its id is void afterwards.
  func reap() {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
  }

  /// The highest number a descriptor of ours may have: some more than now, because other threads open them too,
  /// but none past the limit, which the C library refuses to close.
  private static var lastDescriptorToClose: Int32 {
    var limit = rlimit()
    let hasLimit = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
    let last = hasLimit ? max(3, Int32(clamping: limit.rlim_cur) - 1) : 1023
    do {
      let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").compactMap { Int32($0) }
      return min(last, (open.max() ?? 2) + 256)
    } catch {
      return min(last, 1023)
    }
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      // An array with at least the closing nil has a base address.
      buffer.baseAddress.map(body) ?? body(&buffer[0])
    }
  }
}

/// Two ends of a line that no child inherits unless it is given one.
///
/// A pair of sockets, because those can be closed on exec from their first moment.
struct SocketPair: Sendable {
  let reading: Int32
  let writing: Int32

  /// - Throws: ``DemoError`` when there are no descriptors left.
  init() throws(DemoError) {
    var ends: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
      throw DemoError("cannot make a pair of sockets", code: errno)
    }
    (reading, writing) = (ends[0], ends[1])
  }
}
