/// The open client connections, so that going down can wait for them; belongs to the event loop.
final class ConnectionRegister {
  private var connections: [ObjectIdentifier: ProxyHTTPHandler] = [:]
  private var whenEmpty: (() -> Void)?

  /// How many there are.
  var count: Int { connections.count }

  func opened(_ connection: ProxyHTTPHandler) {
    connections[ObjectIdentifier(connection)] = connection
  }

  func closed(_ connection: ProxyHTTPHandler) {
    connections[ObjectIdentifier(connection)] = nil
    if connections.isEmpty {
      whenEmpty?()
      whenEmpty = nil
    }
  }

  /// Closes what is idle, and calls `done` when nothing is left.
  func drain(done: @escaping () -> Void) {
    guard !connections.isEmpty else {
      done()
      return
    }
    whenEmpty = done
    for connection in connections.values { connection.closeIfIdle() }
  }

  /// Closes everything.
  func closeAll() {
    for connection in connections.values { connection.close() }
  }
}
