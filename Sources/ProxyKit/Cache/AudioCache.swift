import NIOCore
import TrackKit

/// The cache of audio between the relay and the origin. Belongs to the event loop.
///
/// It knows which renditions are in use, and counts; the bytes are in an ``SharedAudio`` each, and on the disk.
final class AudioCache {
  /// The disk.
  let store: any BlockStore
  /// Memory for blocks.
  private let pool: ChunkPool
  /// Whether songs are fetched before a listener needs them.
  var fillsAhead: Bool
  /// What it has saved so far.
  private(set) var counts = CacheCounts()
  /// What the disk has, as it was a moment ago: to count that takes a while.
  private var known: (summary: ProxyStatus.Cache, until: NIODeadline)?
  private var entries: [Key: (entry: SharedAudio, users: Int)] = [:]
  /// Those whose file has gone while somebody reads it: nobody else gets them.
  private var parting: [ObjectIdentifier: (entry: SharedAudio, users: Int)] = [:]
  /// Those of ``entries`` without users, the one that was left last behind.
  private var resting: [Key] = []

  /// How long a count of what is on the disk holds.
  private static let summaryAge = TimeAmount.seconds(1)

  /// Of how many renditions the blocks in the making are kept; of more, as long as the disk has not finished others.
  private static let mostResting = 16

  /// What tells renditions apart.
  private struct Key: Hashable {
    let id: VideoID
    let rendition: Rendition
    let length: Int64

    init(_ facts: AudioFacts) {
      (id, rendition, length) = (facts.id, facts.rendition, facts.length)
    }
  }

  init(_ store: any BlockStore, pool: ChunkPool, fillsAhead: Bool) {
    self.store = store
    self.pool = pool
    self.fillsAhead = fillsAhead
  }

  /// What there is of `id`, complete renditions first. Calls `body` before it returns where the disk need not be read.
  func find(_ id: VideoID, then body: @escaping ([AudioFile]) -> Void) {
    store.find(id, then: body)
  }

  /// The entry of a rendition, for one more user, who gives it back by ``leave(_:)``.
  ///
  /// - Parameter file: its file, where that is known.
  func enter(_ facts: AudioFacts, file: AudioFile? = nil) -> SharedAudio {
    let key = Key(facts)
    if let there = entries[key], there.entry.file?.isGone == true {
      parting[ObjectIdentifier(there.entry)] = there
      entries[key] = nil
    }
    let (entry, users) = entries[key] ?? (SharedAudio(file?.facts ?? facts, store: store, pool: pool), 0)
    entries[key] = (entry, users + 1)
    resting.removeAll { $0 == key }
    if let file {
      entry.use(file)
    } else if users == 0 {
      store.file(for: facts) { [weak self] in self?.found($0, key) }
    }
    return entry
  }

  private func found(_ file: AudioFile?, _ key: Key) {
    guard let known = entries[key], known.users > 0 else { return }
    known.entry.use(file)
  }

  /// One user less.
  func leave(_ entry: SharedAudio) {
    let key = Key(entry.facts)
    guard let known = entries[key], known.entry === entry else { return part(entry) }
    entries[key]?.users -= 1
    guard known.users <= 1 else { return }
    entry.rest()
    guard entry.hasBytesUnderWay else {
      entries[key] = nil
      return
    }
    resting.append(key)
    guard resting.count > Self.mostResting,
      let place = resting.firstIndex(where: { entries[$0]?.entry.isBeingWritten != true })
    else { return }
    entries[resting.remove(at: place)] = nil
  }

  private func part(_ entry: SharedAudio) {
    let key = ObjectIdentifier(entry)
    guard let known = parting[key] else { return }
    parting[key]?.users -= 1
    guard known.users <= 1 else { return }
    entry.rest()
    parting[key] = nil
  }

  /// What there is, and what it was good for.
  var summary: ProxyStatus.Cache {
    let now = NIODeadline.now()
    var summary: ProxyStatus.Cache
    if let known, known.until > now {
      summary = known.summary
    } else {
      summary = store.summary
      known = (summary, now + Self.summaryAge)
    }
    (summary.hits, summary.misses, summary.bytesSaved) = (counts.hits, counts.misses, counts.bytesSaved)
    return summary
  }

  /// A listener has begun to hear the entry.
  func noteHeard(_ entry: SharedAudio) {
    if let file = entry.file { store.noteHeard(file) }
  }

  /// A stream is over.
  ///
  /// - Parameters:
  ///   - saved: how many bytes of it the origin was not asked for.
  ///   - isHit: whether the origin was asked for none.
  func count(saved: Int64, isHit: Bool) {
    counts.bytesSaved += saved
    if isHit { counts.hits += 1 } else { counts.misses += 1 }
  }
}

/// What the cache has saved since the start.
struct CacheCounts: Sendable, Equatable {
  /// Streams for which the origin was not asked.
  var hits = 0
  /// Streams for which it was.
  var misses = 0
  /// Bytes that came from the cache rather than from the origin.
  var bytesSaved: Int64 = 0
}
