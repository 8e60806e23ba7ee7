import NIOCore
import TrackKit

/// The open client connections: bounded, and waited for when the service goes down. Belongs to the event loop.
final class ConnectionRegister {
  var limits: ConnectionLimits
  private var connections: [ObjectIdentifier: ProxyHTTPHandler] = [:]
  private var counts: [ConnectionLimits.ClientKey: Int] = [:]
  private var whenQuiet: (() -> Void)?
  private let eventLoop: any EventLoop
  /// When the deadlines are looked at. One timer for all: most requests come long before theirs, and each would set a
  /// timer up only to cancel it.
  private var look: (time: NIODeadline, task: Scheduled<Void>)?

  init(limits: ConnectionLimits, eventLoop: any EventLoop) {
    self.limits = limits
    self.eventLoop = eventLoop
  }

  /// How many there are.
  var count: Int { connections.count }

  /// Takes a connection in. Where there is no room, the one that has been idle for longest goes, of the same client when
  /// that has too many.
  ///
  /// - Returns: whether there is room for it.
  func opened(_ connection: ProxyHTTPHandler) -> Bool {
    let key = connection.client
    let mine = counts[key, default: 0]
    if mine >= limits.limit(for: key) {
      guard closeIdlest(where: { $0.client == key }) else { return false }
    } else if connections.count >= limits.total {
      guard closeIdlest(where: { _ in true }) else { return false }
    }
    connections[ObjectIdentifier(connection)] = connection
    counts[key, default: 0] += 1
    return true
  }

  func closed(_ connection: ProxyHTTPHandler) {
    guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
    let left = counts[connection.client, default: 1] - 1
    counts[connection.client] = left > 0 ? left : nil
    checkQuiet()
  }

  /// A connection has a deadline.
  func expect(_ deadline: NIODeadline) {
    if let look {
      guard deadline < look.time else { return }
      look.task.cancel()
    }
    let task = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
      if let self { lookAtDeadlines() }
    }
    look = (deadline, task)
  }

  private func lookAtDeadlines() {
    look = nil
    let now = NIODeadline.now()
    // Who is late closes, and leaves.
    for connection in connections.values { connection.checkDeadline(at: now) }
    if let next = connections.values.compactMap(\.deadline?.time).min() { expect(next) }
  }

  private func closeIdlest(where fits: (ProxyHTTPHandler) -> Bool) -> Bool {
    let idle = connections.values.filter { $0.idleSince != nil && fits($0) }
    guard let idlest = idle.min(by: { ($0.idleSince ?? 0) < ($1.idleSince ?? 0) }) else { return false }
    // At once, even if closing should take a turn.
    closed(idlest)
    idlest.close()
    return true
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
