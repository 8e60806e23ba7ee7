import Foundation
import Glibc
import TestSupport
import Testing

/// A client of MPD that waits for changes of its stored playlists.
///
/// MPD keeps what happens for a client from its connection on, so nothing that happens before ``next(within:)`` is
/// missed.
final class IdleClient {
  private let connection: Int32

  /// Connects to the MPD at `socket`.
  init(_ socket: String) throws {
    connection = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    try #require(connection >= 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { path in
      path.copyBytes(from: socket.utf8.prefix(path.count - 1))
    }
    let status = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(connection, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    try #require(status == 0, "\(String(cString: strerror(errno)))")
    _ = try line(within: .seconds(10))
  }

  deinit { close(connection) }

  /// Whether stored playlists have changed since the last call; waits at most `limit` for it.
  func hasNews(within limit: Duration) throws -> Bool {
    let command = Array("idle stored_playlist\n".utf8)
    try #require(write(connection, command, command.count) == command.count)
    guard let first = try line(within: limit) else {
      let cancel = Array("noidle\n".utf8)
      try #require(write(connection, cancel, cancel.count) == cancel.count)
      _ = try line(within: .seconds(10))
      return false
    }
    try #require(try line(within: .seconds(10)) == "OK")
    return first == "changed: stored_playlist"
  }

  private func line(within limit: Duration) throws -> String? {
    let deadline = ContinuousClock.now + limit
    var line: [UInt8] = []
    while true {
      let left = deadline - .now
      var watched = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
      let count = poll(&watched, 1, Int32(max(0, left / .milliseconds(1))))
      if count == 0 { return nil }
      var byte: UInt8 = 0
      try #require(read(connection, &byte, 1) == 1, "MPD has closed the connection")
      if byte == UInt8(ascii: "\n") { return String(decoding: line, as: UTF8.self) }
      line.append(byte)
    }
  }
}
