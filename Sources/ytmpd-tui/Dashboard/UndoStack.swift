import DashboardKit
import MPDKit
import Synchronization

/// The queue as it was before each of the last changes that the person made here, the latest last.
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

extension Effect {
  /// What a change of the queue that can be undone is called, `nil` for what is none.
  var undoName: String? {
    switch self {
    case .removeQueueSongs(let ids): ids.count == 1 ? "remove" : "remove \(ids.count) songs"
    case .clearQueue: "clear"
    case .moveQueueSong: "move"
    default: nil
    }
  }
}
