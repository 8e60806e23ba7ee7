import Synchronization

/// What the queues of all partitions hold, for any thread.
final class QueueIndex: Sendable {
  private let queues = Mutex<[String: Set<String>]>([:])

  /// Whether some partition's queue has the song: one look-up for each partition.
  func holds(_ uri: String) -> Bool {
    queues.withLock { queues in queues.values.contains { $0.contains(uri) } }
  }

  /// The URIs in the queues, by the name of the partition.
  var all: [String: Set<String>] { queues.withLock { $0 } }

  /// Takes over a partition's queue.
  func set(_ queue: [MPDSong], of partition: String) {
    let uris = Set(queue.lazy.filter { !$0.isUnreadable }.map(\.uri))
    queues.withLock { $0[partition] = uris }
  }

  /// Forgets the partitions that `isGone` says yes to.
  func remove(where isGone: (String) -> Bool) {
    queues.withLock { queues in queues = queues.filter { !isGone($0.key) } }
  }
}
