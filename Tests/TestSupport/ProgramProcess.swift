import Foundation
import Glibc
import Synchronization

/// A child in a process group of its own; the kernel kills it should the test process die.
public final class ProgramProcess: Sendable {
  /// Where a standard stream of the child leads.
  public enum Destination: Sendable {
    /// A file, which is appended to and made when it is not there.
    case file(String)
    /// A descriptor of ours.
    case descriptor(Int32)
  }

  /// How a child ended.
  public enum Exit: Sendable, Equatable {
    /// It left with this status.
    case status(Int32)
    /// This signal ended it.
    case signal(Int32)

    init(waitStatus: Int32) {
      self = waitStatus & 0x7F == 0 ? .status((waitStatus >> 8) & 0xFF) : .signal(waitStatus & 0x7F)
    }
  }

  /// A child could not be started.
  public struct StartError: Error, CustomStringConvertible {
    /// Which, and why.
    public let description: String
  }

  /// The child's process id, which is its group's too.
  public let processID: Int32
  /// Readable once the process has ended.
  let endDescriptor: Int32
  private let exit = Mutex<Exit?>(nil)

  private init(processID: Int32, endDescriptor: Int32) {
    self.processID = processID
    self.endDescriptor = endDescriptor
  }

  deinit { close(endDescriptor) }

  /// Starts a program found on PATH.
  ///
  /// The thread that starts it also waits for it: the kernel kills the child when its parent's *thread* ends,
  /// so that thread must be no borrowed one.
  ///
  /// - Parameters:
  ///   - arguments: the program, then its arguments.
  ///   - environment: all of its environment.
  ///   - terminal: the path of a terminal to be its standard streams and to control it; `output` and `errors`
  ///     do not count then.
  /// - Throws: ``StartError``.
  public static func spawn(
    _ arguments: [String], environment: [String: String], output: Destination = .file("/dev/null"),
    errors: Destination = .file("/dev/null"), terminal: String? = nil
  ) async throws -> ProgramProcess {
    try await withCheckedThrowingContinuation { continuation in
      startPlainThread {
        let launch = Launch(
          arguments: arguments, environment: environment, output: output, errors: errors, terminal: terminal)
        switch launch.start() {
        case .success(let (processID, readEnd, writeEnd)):
          let child = ProgramProcess(processID: processID, endDescriptor: readEnd)
          continuation.resume(returning: child)
          child.reap()
          close(writeEnd)
        case .failure(let error): continuation.resume(throwing: error)
        }
      }
    }
  }

  /// Sends a signal to the process and its group, unless it has ended.
  public func signal(_ number: Int32) {
    exit.withLock { exit in
      // Once it was waited for, the number may be another's.
      if exit == nil { Glibc.kill(-processID, number) }
    }
  }

  /// Sends a signal to the process alone, unless it has ended.
  public func signalAlone(_ number: Int32) {
    exit.withLock { exit in
      if exit == nil { Glibc.kill(processID, number) }
    }
  }

  /// Kills the process and its group.
  public func kill() { signal(SIGKILL) }

  /// Waits for the end without blocking the pool.
  public func end() async -> Exit {
    await onPlainThread { self.waitUntilGone() }
  }

  /// Waits for the end; blocks. A process that has not ended after five minutes never will: it is killed, and what its
  /// threads were waiting for is printed.
  @discardableResult
  public func waitUntilGone() -> Exit {
    var entry = pollfd(fd: endDescriptor, events: Int16(POLLIN), revents: 0)
    while true {
      let count = poll(&entry, 1, Self.patience)
      if count > 0 { break }
      guard count == 0 else { continue }
      print("process \(processID) does not end, and is killed:\n\(threads)")
      kill()
    }
    return exit.withLock { $0 ?? .status(-1) }
  }

  /// In milliseconds.
  private static let patience: Int32 = 300_000

  /// The command line, and what each thread waits for in the kernel.
  private var threads: String {
    func read(_ path: String) -> String {
      do {
        return String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
          .replacing("\0", with: " ").trimmingCharacters(in: .newlines)
      } catch {
        return "?"
      }
    }
    let folder = "/proc/\(processID)"
    let tasks: [String]
    do { tasks = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/task") } catch { tasks = [] }
    return read("\(folder)/cmdline") + "\n"
      + tasks.sorted().map { task in
        "  \(task) \(read("\(folder)/task/\(task)/comm")): \(read("\(folder)/task/\(task)/wchan"))"
      }.joined(separator: "\n")
  }

  /// Waits for the end, and takes it over under the lock, so that no signal goes to a number that is free.
  private func reap() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    exit.withLock { exit in
      var code: Int32 = 0
      waitpid(processID, &code, 0)
      exit = Exit(waitStatus: code)
    }
  }
}

/// What `posix_spawn` needs to know.
private struct Launch {
  /// POSIX_SPAWN_SETSID, which the C library shows to nobody but GNU programs.
  static let newSession: Int32 = 0x80

  private typealias CloseFrom =
    @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
  /// `posix_spawn_file_actions_addclosefrom_np`, which the C library has and shows to nobody but GNU programs.
  private static let closeFrom = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np").map {
    unsafeBitCast($0, to: CloseFrom.self)
  }

  let arguments: [String]
  let environment: [String: String]
  let output: ProgramProcess.Destination
  let errors: ProgramProcess.Destination
  let terminal: String?

  /// - Returns: the child, and a line whose read end tells of the close of its write end.
  func start() -> Result<(processID: Int32, readEnd: Int32, writeEnd: Int32), ProgramProcess.StartError> {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      return .failure(.init(description: "no socket pair"))
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let terminal {
      // The first terminal that the leader of a session opens controls the session.
      posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    } else {
      posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
      connect(output, to: 1, &actions)
      connect(errors, to: 2, &actions)
    }
    // Nothing else of ours: a child that has a copy of a socket keeps its other end from seeing that we closed it.
    _ = Self.closeFrom?(&actions, 3)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    let group = terminal == nil ? Int32(POSIX_SPAWN_SETPGROUP) : Self.newSession
    if terminal == nil { posix_spawnattr_setpgroup(&attributes, 0) }
    posix_spawnattr_setflags(
      &attributes, Int16(group | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)))

    // `setpriv` replaces itself with the program, so the child's number stays.
    let prefix = access("/usr/bin/setpriv", X_OK) == 0 ? ["/usr/bin/setpriv", "--pdeathsig", "KILL"] : []
    let command = prefix + arguments
    var processID: Int32 = 0
    let code = withCStrings(command) { argv in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
        posix_spawnp(&processID, command[0], &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else {
      close(ends[0])
      close(ends[1])
      let reason = String(cString: strerror(code))
      return .failure(.init(description: "\(arguments[0]) can't be started: \(reason)"))
    }
    return .success((processID, ends[0], ends[1]))
  }

  private func connect(
    _ destination: ProgramProcess.Destination, to stream: Int32, _ actions: inout posix_spawn_file_actions_t
  ) {
    switch destination {
    case .file(let path):
      posix_spawn_file_actions_addopen(&actions, stream, path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    case .descriptor(let descriptor): posix_spawn_file_actions_adddup2(&actions, descriptor, stream)
    }
  }

  private func withCStrings<R>(
    _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> R
  ) -> R {
    var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return pointers.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { preconditionFailure("an array that holds nil is not empty") }
      return body(base)
    }
  }
}
