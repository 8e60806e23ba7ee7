import CReadiness
package import DashboardKit
import Glibc
import Synchronization

/// The messages for the dashboard, from every thread; the main loop sleeps on its descriptor.
package final class Inbox: Sendable {
  /// Readable while messages wait.
  let descriptor: Int32
  /// An older message is looked for among so many: more events than come between two gauges.
  private static let near = 64
  private let waiting = Mutex<[Message]>([])
  private let closed = Atomic(false)

  /// An empty inbox.
  ///
  /// - Throws: ``TerminalError/system(call:code:)`` when there is no descriptor left.
  package init() throws(TerminalError) {
    descriptor = CReadiness_makeCounter(0)
    guard descriptor >= 0 else { throw .system(call: "eventfd", code: errno) }
  }

  deinit { Glibc.close(descriptor) }

  /// Hands `message` to the dashboard, from any thread; never waits.
  ///
  /// Of gauges and player snapshots only the newest is kept, so that a terminal that is slow, or takes nothing for hours, does
  /// not pile them up.
  package func post(_ message: Message) {
    if closed.load(ordering: .relaxed) { return }
    let wasEmpty = waiting.withLock { waiting in
      defer {
        if let older = waiting.suffix(Self.near).lastIndex(where: { $0.isReplaced(by: message) }) {
          waiting.remove(at: older)
        }
        waiting.append(message)
      }
      return waiting.isEmpty
    }
    guard wasEmpty else { return }
    var one: UInt64 = 1
    // It fails only when the counter is full, and then the reader is awake.
    _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
  }

  /// Takes nothing more: the screen is gone, and the program goes on.
  package func close() {
    closed.store(true, ordering: .relaxed)
    waiting.withLock { $0 = [] }
  }

  /// Everything that waits, oldest first.
  func take() -> [Message] {
    var count: UInt64 = 0
    // Emptied before the queue is: a message that comes in between wakes the loop once more for nothing.
    _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    return waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }
}

extension Message {
  /// Whether `other` says all that this message says, and newer.
  fileprivate func isReplaced(by other: Message) -> Bool {
    switch (self, other) {
    case (.status, .status), (.player, .player), (.library, .library), (.playlists, .playlists): true
    case (.progress(let earlier), .progress(let later)): earlier.id == later.id
    default: false
    }
  }
}
