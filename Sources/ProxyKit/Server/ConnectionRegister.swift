/// The open client connections, so that going down can wait for them; belongs to the event loop.
final class ConnectionRegister {
  private var connections: [ObjectIdentifier: ProxyHTTPHandler] = [:]
  private var whenQuiet: (() -> Void)?

  /// How many there are.
  var count: Int { connections.count }

  func opened(_ connection: ProxyHTTPHandler) {
    connections[ObjectIdentifier(connection)] = connection
  }

  func closed(_ connection: ProxyHTTPHandler) {
    connections[ObjectIdentifier(connection)] = nil
    checkQuiet()
  }

  /// Closes what is idle, and calls `done` when nothing is being answered any more. New connections don't count before
  /// they have asked for something.
  func drain(done: @escaping () -> Void) {
    whenQuiet = done
    for connection in connections.values { connection.closeIfIdle() }
    checkQuiet()
  }

  /// Closes everything.
  func closeAll() {
    for connection in connections.values { connection.breakOff() }
  }

  private func checkQuiet() {
    guard whenQuiet != nil, connections.values.allSatisfy({ !$0.isAnswering }) else { return }
    whenQuiet.take()?()
  }
}
