import Synchronization

/// What the queues of all partitions hold, for any thread.
final class QueueIndex: Sendable {
  private let key: SongKey
  private let queues = Mutex<[String: Set<String>]>([:])

  /// An empty index.
  ///
  /// - Parameter key: by what songs are known in it.
  init(key: @escaping SongKey) { self.key = key }

  /// Whether some partition's queue has the song: one look-up for each partition.
  func holds(_ song: String) -> Bool {
    queues.withLock { queues in queues.values.contains { $0.contains(song) } }
  }

  /// The songs in the queues, by the name of the partition.
  var all: [String: Set<String>] { queues.withLock { $0 } }

  /// Takes over a partition's queue.
  func set(_ queue: [MPDSong], of partition: String) {
    let songs = Set(queue.lazy.filter { !$0.isUnreadable }.compactMap { [key] in key($0.uri) })
    queues.withLock { $0[partition] = songs }
  }

  /// Forgets the partitions that `isGone` says yes to.
  func remove(where isGone: (String) -> Bool) {
    queues.withLock { queues in queues = queues.filter { !isGone($0.key) } }
  }
}
