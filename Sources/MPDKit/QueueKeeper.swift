/// Finds the tags of those songs, of all the URIs in MPD's queue, that the caller serves; the others it leaves
/// out of its answer.
public typealias SongRecogniser = @Sendable (_ uris: [String]) async -> [String: SongTags]

/// Reads the queue of a partition and keeps its tags right, for one connection's life.
struct QueueKeeper {
  private let client: MPDClient
  let partition: String
  private let recogniser: SongRecogniser
  private var mirror = QueueMirror()
  private var tagger = QueueTagger()
  private var untagged: [MPDSong] = []
  /// Whether MPD permits tags to be set, as far as is known.
  private(set) var mayTag = true

  /// The version of the queue as it was last read; 0 before.
  var queueVersion: UInt32 { mirror.version }

  init(
    client: MPDClient, partition: String = MPDConnection.defaultPartition,
    recogniser: @escaping SongRecogniser
  ) {
    self.client = client
    self.partition = partition
    self.recogniser = recogniser
  }

  /// Reads the player and what changed in the queue.
  mutating func read() async throws(MPDError) -> MPDSnapshot {
    var reading = try await client.reading(since: mirror.version, in: partition)
    if !mirror.apply(
      reading.changes, length: reading.status.queueLength, version: reading.status.queueVersion)
    {
      reading = try await client.reading(since: 0, in: partition)
      guard
        mirror.apply(
          reading.changes, length: reading.status.queueLength, version: reading.status.queueVersion)
      else { throw .malformed("a queue with gaps") }
    }
    untagged = reading.changes
    tagger.keepOnly(mirror.songs)
    return MPDSnapshot(status: reading.status, song: reading.song, queue: mirror.songs)
  }

  /// Tags the songs that came or changed with the last reading, or all.
  ///
  /// - Returns: how many songs were not right.
  /// - Throws: `MPDError.permission` once; from then on nothing is tried.
  mutating func tag(all: Bool = false) async throws(MPDError) -> Int {
    let songs = (all ? mirror.songs : untagged).filter { !$0.isUnreadable }
    untagged = []
    guard mayTag, !songs.isEmpty else { return 0 }
    let tags = await recogniser(Array(Set(songs.lazy.map(\.uri))))
    let edits = tagger.plan(songs, tags: tags)
    guard !edits.isEmpty else { return 0 }
    do throws(MPDError) {
      try await client.apply(edits, in: partition)
    } catch {
      tagger.forget(edits)
      // A song left the queue meanwhile: MPD tells of that change, too, and the rest is planned again from there.
      if case .noSuchItem = error {
        mirror = QueueMirror()
        return 0
      }
      if case .permission = error { mayTag = false }
      throw error
    }
    return edits.count
  }
}
