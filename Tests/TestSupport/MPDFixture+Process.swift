import Glibc
import Synchronization

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

// MARK: - Readiness

/// Where the daemon says that it is ready, by systemd's protocol: one datagram with `READY=1`.
final class ReadySocket: Sendable {
  let path: String
  private let descriptor: Int32

  init(path: String) throws {
    self.path = path
    unlink(path)
    descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard withUnixAddress(path, { bind(descriptor, $0, $1) }) == 0 else {
      throw MPDFixture.StartError(description: "no socket at \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit {
    close(descriptor)
    unlink(path)
  }

  /// Waits for the datagram, or for the daemon's end.
  func wait(for daemon: MPDFixtureProcess, milliseconds: Int32) -> Bool {
    var entries = [
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(fd: daemon.endDescriptor, events: Int16(POLLIN), revents: 0),
    ]
    while true {
      guard poll(&entries, 2, milliseconds) > 0, entries[1].revents == 0 else { return false }
      var bytes = [UInt8](repeating: 0, count: 512)
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count > 0, String(decoding: bytes.prefix(count), as: UTF8.self).contains("READY=1") { return true }
    }
  }
}

// MARK: - Processes

/// A child in a process group of its own.
final class MPDFixtureProcess: Sendable {
  let processID: Int32
  /// Readable once the process has ended.
  let endDescriptor: Int32
  private let status: Mutex<Int32?>

  private init(processID: Int32, endDescriptor: Int32) {
    self.processID = processID
    self.endDescriptor = endDescriptor
    status = Mutex(nil)
  }

  deinit { close(endDescriptor) }

  /// Starts a program found on PATH.
  ///
  /// The thread that starts it also waits for it: the kernel kills the child when its parent's *thread* ends,
  /// so that thread must be no borrowed one.
  static func spawn(
    arguments: [String], notifying readySocket: String?, output: String = "/dev/null", errors: String
  ) async throws -> MPDFixtureProcess {
    try await withCheckedThrowingContinuation { continuation in
      startPlainThread {
        let result = launch(arguments, notifying: readySocket, output: output, errors: errors)
        switch result {
        case .success(let (daemon, writeEnd)):
          continuation.resume(returning: daemon)
          daemon.reap()
          close(writeEnd)
        case .failure(let error): continuation.resume(throwing: error)
        }
      }
    }
  }

  func signal(_ number: Int32) {
    status.withLock { status in
      // Once it was waited for, the number may be another's.
      if status == nil { Glibc.kill(-processID, number) }
    }
  }

  func kill() { signal(SIGKILL) }

  /// Waits for the end, and takes it over under the lock, so that no signal goes to a number that is free.
  private func reap() {
    var information = siginfo_t()
    while waitid(P_PID, id_t(processID), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    status.withLock { status in
      var code: Int32 = 0
      waitpid(processID, &code, 0)
      status = code
    }
  }

  /// - Returns: the status, as `waitpid` gives it.
  @discardableResult
  func waitUntilGone() -> Int32 {
    var entry = pollfd(fd: endDescriptor, events: Int16(POLLIN), revents: 0)
    while poll(&entry, 1, -1) < 0, errno == EINTR {}
    return status.withLock { $0 ?? -1 }
  }

  private static func launch(
    _ arguments: [String], notifying readySocket: String?, output: String, errors: String
  ) -> Result<(MPDFixtureProcess, writeEnd: Int32), MPDFixture.StartError> {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
      return .failure(.init(description: "no socket pair"))
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    var all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

    // `setpriv` replaces itself with the program, so the child's number stays.
    let command = access("/usr/bin/setpriv", X_OK) == 0 ? ["setpriv", "--pdeathsig", "KILL"] : []
    var environment = ProcessInfo.processInfo.environment
    for name in ["MPD_HOST", "MPD_PORT", "LISTEN_FDS", "LISTEN_PID"] { environment[name] = nil }
    environment["NOTIFY_SOCKET"] = readySocket
    var processID: Int32 = 0
    let program = (command + arguments)[0]
    let code = withCStrings(command + arguments) { argv in
      withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
        posix_spawnp(&processID, program, &actions, &attributes, argv, envp)
      }
    }
    guard code == 0 else {
      close(ends[0])
      close(ends[1])
      let reason = String(cString: strerror(code))
      return .failure(.init(description: "\(arguments[0]) can't be started: \(reason)"))
    }
    return .success((MPDFixtureProcess(processID: processID, endDescriptor: ends[0]), ends[1]))
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

func withUnixAddress<R>(
  _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R
) -> R {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
  return withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
    }
  }
}

/// The text of a file, empty when there is none. FoundationEssentials' own reading leaks a buffer with small
/// files, which hides real leaks from the sanitizer.
func contents(of path: String) -> String {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var text: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 16_384)
  while case let count = read(descriptor, &piece, piece.count), count > 0 { text += piece.prefix(count) }
  return String(decoding: text, as: UTF8.self)
}

// MARK: - Threads

/// Runs something that blocks on a thread of its own, and waits without blocking.
func onPlainThread<R: Sendable>(_ body: @escaping @Sendable () -> R) async -> R {
  await withCheckedContinuation { continuation in
    startPlainThread { continuation.resume(returning: body()) }
  }
}

private func startPlainThread(_ body: @escaping @Sendable () -> Void) {
  final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
  let start = Unmanaged.passRetained(Start(body))
  var thread = pthread_t()
  let code = pthread_create(
    &thread, nil,
    { argument in
      guard let argument else { return nil }
      Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body()
      return nil
    }, start.toOpaque())
  precondition(code == 0, "no thread could be started: error \(code)")
  pthread_detach(thread)
}
