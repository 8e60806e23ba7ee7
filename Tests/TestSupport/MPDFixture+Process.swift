import FoundationEssentials
import Glibc

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
  func wait(for daemon: ProgramProcess, milliseconds: Int32) -> Bool {
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

// MARK: - System calls

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

func startPlainThread(_ body: @escaping @Sendable () -> Void) {
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
