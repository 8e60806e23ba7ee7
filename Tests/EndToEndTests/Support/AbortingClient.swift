import Foundation
import Glibc
import LoopbackOrigin

/// Clients that ask and leave, at whatever moment: raw sockets, blocking, on threads of their own.
struct AbortingClient: Sendable {
  let port: Int
  /// The paths that are asked for.
  let paths: [String]
  let seed: UInt64

  /// Makes `count` requests, so many of them at once, and returns when all have been left.
  ///
  /// - Returns: how many connections could not be made.
  func run(_ count: Int, atOnce: Int) async -> Int {
    await withTaskGroup(of: Int.self) { group in
      for number in 0..<atOnce {
        let share = count / atOnce + (number < count % atOnce ? 1 : 0)
        group.addTask {
          await withCheckedContinuation { continuation in
            Thread.detachNewThread {
              var generator = SplitMix64(seed: seed &+ UInt64(number) &* 7919)
              let failures = (0..<share).count { _ in !abort(&generator) }
              continuation.resume(returning: failures)
            }
          }
        }
      }
      return await group.reduce(0, +)
    }
  }

  /// Asks for something and leaves.
  ///
  /// - Returns: whether there was a connection.
  private func abort(_ generator: inout SplitMix64) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return false }
    var patience = timeval(tv_sec: 0, tv_usec: 300_000)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    if Int.random(in: 0..<2, using: &generator) == 0 {
      // A reset rather than a close in good order.
      var linger = Glibc.linger(l_onoff: 1, l_linger: 0)
      setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }
    var request = makeRequest(&generator)
    if Int.random(in: 0..<20, using: &generator) == 0 {
      request = String(request.prefix(Int.random(in: 0..<request.count, using: &generator)))
    }
    _ = request.withUTF8 { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    var left =
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: 0
      case 1: 1
      default: Int.random(in: 0..<600_000, using: &generator)
      }
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while left > 0 {
      let received = recv(descriptor, &buffer, min(left, buffer.count), 0)
      guard received > 0 else { break }
      left -= received
    }
    return true
  }

  private func makeRequest(_ generator: inout SplitMix64) -> String {
    let path = paths.randomElement(using: &generator) ?? "/"
    let method = Int.random(in: 0..<15, using: &generator) == 0 ? "HEAD" : "GET"
    var lines = ["Host: localhost"]
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: lines += ["User-Agent: Music Player Daemon 0.23.12", "Icy-Metadata: 1"]
    case 1: lines += ["Icy-MetaData: 1", "Range: bytes=0-"]
    case 2: lines.append("Range: bytes=\(Int.random(in: 0..<500_000, using: &generator))-")
    default: break
    }
    let version = Int.random(in: 0..<4, using: &generator) == 0 ? "1.0" : "1.1"
    let one = "\(method) \(path) HTTP/\(version)\r\n\(lines.map { "\($0)\r\n" }.joined())\r\n"
    // Some send the next request at once.
    return Int.random(in: 0..<8, using: &generator) == 0 ? one + one : one
  }
}
