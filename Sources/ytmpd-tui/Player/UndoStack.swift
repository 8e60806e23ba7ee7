import MPDKit
import Synchronization

/// MPD's queue as it was before each of the last changes that were made here, by whatever dashboard or command, the latest
/// last. From any thread.
final class UndoStack: Sendable {
  /// How many changes can be taken back.
  private static let depth = 20

  /// A change, and the queue before it.
  struct Change: Sendable {
    /// What it did, in a word or two.
    var name: String
    var before: QueueMemory
  }

  private let changes = Mutex<[Change]>([])

  /// What would be taken back, `nil` for nothing.
  var next: String? { changes.withLock { $0.last?.name } }

  /// Keeps a change.
  func push(_ change: Change) {
    changes.withLock { changes in
      changes.append(change)
      changes.removeFirst(max(0, changes.count - Self.depth))
    }
  }

  /// Forgets all changes.
  func clear() { changes.withLock { $0 = [] } }

  /// Takes the latest change.
  func pop() -> Change? { changes.withLock { $0.popLast() } }
}
