import Foundation
import Glibc
import Synchronization

@testable import ProxyKit
@testable import TrackKit

/// What the kernel says of the network, said by a test.
final class NetworkScript: Sendable {
  /// What the watch is given; it closes them.
  private let watched: (routes: Int32, clock: Int32)
  private let spoken: (routes: Int32, clock: Int32)
  private let suspended = Mutex(Duration.seconds(100))

  init() {
    let routes = Self.pair()
    let clock = Self.pair()
    (watched, spoken) = ((routes[0], clock[0]), (routes[1], clock[1]))
  }

  deinit {
    close(spoken.routes)
    close(spoken.clock)
  }

  /// For one watch.
  var sources: NetworkWatch.Sources {
    NetworkWatch.Sources(
      routes: watched.routes, clock: watched.clock, suspended: { [self] in suspended.withLock(\.self) })
  }

  /// Says one datagram of rtnetlink(7).
  func say(_ datagram: [UInt8]) {
    _ = send(spoken.routes, datagram, datagram.count, Int32(MSG_NOSIGNAL))
  }

  /// The machine has slept.
  func resume(after duration: Duration) {
    suspended.withLock { $0 += duration }
    setClock()
  }

  /// The clock was set.
  func setClock() { _ = send(spoken.clock, [1, 0, 0, 0, 0, 0, 0, 0], 8, Int32(MSG_NOSIGNAL)) }

  private static func pair() -> [Int32] {
    var ends: [Int32] = [-1, -1]
    // Datagrams that are not waited for, as the kernel's own.
    let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    socketpair(AF_UNIX, type, 0, &ends)
    return ends
  }
}

/// The kernel's messages of rtnetlink(7), made by hand.
enum RouteMessage {
  static let newAddress: UInt16 = 20
  static let oldAddress: UInt16 = 21
  static let newRoute: UInt16 = 24
  static let oldRoute: UInt16 = 25

  /// An `ifaddrmsg` with IFA_ADDRESS, and IFA_FLAGS.
  static func address(_ type: UInt16, _ address: [UInt8], interface: UInt32 = 2, flags: UInt32 = 0x80)
    -> [UInt8]
  {
    let family: UInt8 = address.count == 4 ? 2 : 10
    let header = [family, 24, UInt8(truncatingIfNeeded: flags), 0] + bytes(interface)
    return message(type, header + attribute(1, address) + attribute(8, bytes(flags)))
  }

  /// A `rtmsg` with RTA_DST, RTA_GATEWAY, RTA_OIF, and RTA_CACHEINFO.
  static func route(
    _ type: UInt16, to target: [UInt8] = [], by gateway: [UInt8], kind: UInt8 = 1, table: UInt8 = 254,
    flags: UInt32 = 0, age: UInt32 = 0
  ) -> [UInt8] {
    let header = [2, UInt8(target.count * 8), 0, 0, table, 3, 0, kind] + bytes(flags)
    let target = target.isEmpty ? [] : attribute(1, target)
    return message(
      type,
      header + target + attribute(5, gateway) + attribute(4, bytes(UInt32(2))) + attribute(12, bytes(age)))
  }

  static func message(_ type: UInt16, _ body: [UInt8]) -> [UInt8] {
    padded(bytes(UInt32(16 + body.count)) + bytes(type) + bytes(UInt16(0)) + bytes(UInt64(0)) + body)
  }

  private static func attribute(_ type: UInt16, _ value: [UInt8]) -> [UInt8] {
    padded(bytes(UInt16(4 + value.count)) + bytes(type) + value)
  }

  private static func bytes(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number) { Array($0) }
  }

  private static func padded(_ bytes: [UInt8]) -> [UInt8] {
    bytes + [UInt8](repeating: 0, count: (4 - bytes.count % 4) % 4)
  }
}
