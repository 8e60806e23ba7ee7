import TrackKit

/// What the cache has on the disk, and what has to go.
struct AudioIndex: Sendable {
  /// A file.
  struct Entry: Sendable, Equatable {
    var id: VideoID
    /// The size of the whole rendition.
    var length: Int64
    /// How many bytes of it are there.
    var bytes: Int64
    /// How many bytes it takes on the disk.
    var size: Int64
    /// When somebody began to hear it last, in Unix seconds.
    var heardAt: Double

    var isComplete: Bool { bytes >= length }
  }

  /// The tracks that stay, and don't count.
  var kept: Set<VideoID> = [] {
    didSet { if kept != oldValue { recount() } }
  }
  /// By the number of the file.
  private(set) var entries: [Int64: Entry] = [:]
  /// How many bytes those take that are not kept.
  private(set) var size: Int64 = 0
  private var numbers: [VideoID: [Int64]] = [:]

  /// The files of `id`.
  func numbers(of id: VideoID) -> [Int64] { numbers[id] ?? [] }

  /// Adds the file of that number, or puts what is known of it in place of what was.
  mutating func put(_ entry: Entry, as number: Int64) {
    remove(number)
    entries[number] = entry
    numbers[entry.id, default: []].append(number)
    if !kept.contains(entry.id) { size += entry.size }
  }

  /// The file of that number is no more.
  mutating func remove(_ number: Int64) {
    guard let entry = entries.removeValue(forKey: number) else { return }
    numbers[entry.id]?.removeAll { $0 == number }
    if numbers[entry.id]?.isEmpty == true { numbers[entry.id] = nil }
    if !kept.contains(entry.id) { size -= entry.size }
  }

  /// Changes what is known of the file of that number, if there is one.
  mutating func update(_ number: Int64, _ change: (inout Entry) -> Void) {
    guard var entry = entries[number] else { return }
    change(&entry)
    let isKept = kept.contains(entry.id)
    if !isKept, let old = entries[number] { size += entry.size - old.size }
    entries[number] = entry
  }

  /// What has to go for at most `limit` bytes to stay, and at least `room` to become free: those that were heard longest
  /// ago, no kept ones, and none of `spared`.
  func victims(limit: Int64, room: Int64 = 0, sparing spared: Set<Int64>) -> [Int64] {
    var surplus = max(size - limit, room)
    guard surplus > 0 else { return [] }
    let candidates = entries.filter { !spared.contains($0.key) && !kept.contains($0.value.id) }
      .sorted { ($0.value.heardAt, $0.key) < ($1.value.heardAt, $1.key) }
    var victims: [Int64] = []
    for (number, entry) in candidates {
      guard surplus > 0 else { break }
      surplus -= entry.size
      victims.append(number)
    }
    return victims
  }

  private mutating func recount() {
    size = entries.values.reduce(0) { kept.contains($1.id) ? $0 : $0 + $1.size }
  }
}

/// How much of the limit is left free, so that the disk never has more.
struct AudioLimit: Sendable, Equatable {
  /// How many bytes there may be on the disk.
  var bytes: Int64

  /// When there is more than this, some goes.
  var high: Int64 { bytes - margin }
  /// So much stays then, so that it is not at once that more has to go.
  var low: Int64 { max(bytes - 2 * margin, 0) }

  /// What file systems take to find the blocks of sparse files again: it is known once it is written.
  var slack: Int64 { min(bytes / 64, 1 << 20) }

  private var margin: Int64 { min(bytes / 16, 64 << 20) }

  /// How much of a disk of `total` bytes is left to others.
  static func reserve(of total: Int64) -> Int64 { min(total / 20, 128 << 20) }
}
