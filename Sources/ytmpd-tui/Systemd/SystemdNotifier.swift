import Glibc

/// Tells systemd, or another service manager that speaks its protocol (sd_notify(3)), how the program does. From any thread.
struct SystemdNotifier: Sendable {
  /// The socket: a path, or a name behind `@` or a zero byte.
  private let name: [UInt8]
  /// How often it wants to hear that all is well, `nil` for never.
  let watchdogInterval: Duration?

  /// - Parameter environment: the variables that the manager has set.
  /// - Returns: `nil` when none wants to hear anything.
  init?(environment: [String: String], processID: Int32 = getpid()) {
    guard let socket = environment["NOTIFY_SOCKET"], socket.hasPrefix("/") || socket.hasPrefix("@") else {
      return nil
    }
    var name = Array(socket.utf8)
    if name[0] == UInt8(ascii: "@") { name[0] = 0 }
    self.name = name
    let isMeant = environment["WATCHDOG_PID"].flatMap { Int32($0) } ?? processID == processID
    let microseconds = isMeant ? environment["WATCHDOG_USEC"].flatMap { Int64($0) } : nil
    // Half of the time, as sd_watchdog_enabled(3) advises.
    watchdogInterval = microseconds.flatMap { $0 > 0 ? .microseconds($0 / 2) : nil }
  }

  /// Sends a message; one that nobody takes is lost.
  func send(_ lines: String...) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
    // A name in the abstract namespace has no zero byte at its end.
    let length = 2 + name.count + (name.first == 0 ? 0 : 1)
    let message = Array(lines.joined(separator: "\n").utf8)
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        _ = sendto(
          descriptor, message, message.count, Int32(MSG_NOSIGNAL), pointer, socklen_t(length))
      }
    }
  }

  /// The time that systemd compares with its own.
  static var monotonicMicroseconds: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}
