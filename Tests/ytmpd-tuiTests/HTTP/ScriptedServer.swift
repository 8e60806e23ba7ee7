import Foundation
import Glibc

/// A server whose one connection gets the same answer, whatever it asks for.
///
/// It reads the whole request first, and after the answer it waits for the client to go: a socket that is closed with
/// bytes unread takes back what was sent last. Its thread keeps the sockets, so that none is closed, and its number
/// given to somebody else, while it is in use.
final class ScriptedServer {
  /// Whether the answer has an end.
  enum Manner {
    /// The connection is closed behind it.
    case closing
    /// It stays open as long as the client wants it.
    case staying
  }

  let port: Int
  private let listener: ListeningSocket

  init(answering answer: String, _ manner: Manner = .closing) throws {
    let listener = try ListeningSocket()
    self.listener = listener
    port = listener.port
    Thread.detachNewThread {
      let connection = Self.uninterrupted { accept(listener.descriptor, nil, nil) }
      // Nobody came, and the test is over.
      guard connection >= 0 else { return }
      defer { close(connection) }
      var request: [UInt8] = []
      while !request.ends(with: "\r\n\r\n") {
        guard let piece = Self.read(connection) else { return }
        request += piece
      }
      var rest = Array(answer.utf8)[...]
      while !rest.isEmpty {
        let count = rest.withUnsafeBytes { bytes in
          Self.uninterrupted { Int32(send(connection, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))) }
        }
        // A client may leave when it has heard enough.
        guard count > 0 else { return }
        rest = rest.dropFirst(Int(count))
      }
      if manner == .closing { shutdown(connection, Int32(SHUT_WR)) }
      while Self.read(connection) != nil {}
    }
  }

  // Wakes the thread where it still waits for somebody.
  deinit { shutdown(listener.descriptor, Int32(SHUT_RDWR)) }

  /// The next bytes; `nil` at the end.
  private static func read(_ connection: Int32) -> ArraySlice<UInt8>? {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = uninterrupted { Int32(recv(connection, &buffer, buffer.count, 0)) }
    return count > 0 ? buffer[..<Int(count)] : nil
  }

  /// Calls `body` again when a signal of somebody else's has come in between.
  private static func uninterrupted(_ body: () -> Int32) -> Int32 {
    while true {
      let result = body()
      guard result < 0, errno == EINTR else { return result }
    }
  }
}

extension [UInt8] {
  fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
