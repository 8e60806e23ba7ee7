import FoundationEssentials
import Glibc

/// The first line of an MPD that has come up: `OK MPD 0.23.5`.
enum MPDGreeting {
  /// The version in `line`, `nil` when it is no greeting.
  static func version(in line: some StringProtocol) -> String? {
    guard line.hasPrefix("OK MPD ") else { return nil }
    let version = line.dropFirst(7).prefix { !$0.isWhitespace }
    return version.isEmpty ? nil : String(version)
  }

  /// Waits until `process`, an MPD, greets at the unix socket `path`; blocks its thread.
  ///
  /// - Returns: the version.
  /// - Throws: ``DemoError`` when the process ends first, or when `limit` has passed.
  static func await(
    at path: String, from process: ChildProcess, limit: Duration
  ) throws(DemoError) -> String {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while clock.now < deadline {
      if let version = greet(path, limit: deadline - clock.now) { return version }
      if process.waitForEnd(.milliseconds(20)) { throw DemoError("MPD did not start") }
    }
    throw DemoError("MPD did not answer in \(limit.components.seconds) s")
  }

  private static func greet(_ path: String, limit: Duration) -> String? {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { space in
      guard path.utf8.count < space.count else { return false }
      space.copyBytes(from: path.utf8)
      return true
    }
    guard fits else { return nil }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard connected == 0, poll(&entry, 1, limit.pollTimeout) > 0 else { return nil }
    var bytes = [UInt8](repeating: 0, count: 128)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count > 0 ? version(in: String(decoding: bytes[..<count], as: UTF8.self)) : nil
  }
}

extension Duration {
  /// The duration as `poll` takes it: whole milliseconds, rounded up.
  var pollTimeout: Int32 {
    let (seconds, attoseconds) = components
    return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }
}
