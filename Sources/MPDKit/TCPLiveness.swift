import Glibc

/// How soon the kernel notices that the other end of a TCP connection is gone without a word: half a minute
/// instead of the usual two hours.
///
/// This is for peers that vanished. Where something in between answers in their place, as VPNs and forwarders
/// do, only MPD itself can give a sign of life.
enum TCPLiveness {
  /// Seconds without traffic before the kernel asks.
  static let idle: Int32 = 15
  /// Seconds between two questions.
  static let interval: Int32 = 5
  /// Questions without an answer that end the connection.
  static let count: Int32 = 3
  /// Milliseconds for which what was sent may stay unacknowledged.
  static let userTimeout: Int32 = 30_000

  /// Sets the options. A system that refuses one is no worse off than before.
  static func apply(to descriptor: Int32) {
    set(SOL_SOCKET, SO_KEEPALIVE, 1, on: descriptor)
    set(tcp, TCP_KEEPIDLE, idle, on: descriptor)
    set(tcp, TCP_KEEPINTVL, interval, on: descriptor)
    set(tcp, TCP_KEEPCNT, count, on: descriptor)
    set(tcp, TCP_USER_TIMEOUT, userTimeout, on: descriptor)
  }

  static let tcp = Int32(IPPROTO_TCP)

  private static func set(_ level: Int32, _ option: Int32, _ value: Int32, on descriptor: Int32) {
    var value = value
    setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
  }
}
