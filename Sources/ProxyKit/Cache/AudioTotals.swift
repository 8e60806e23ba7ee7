/// What the cache has, and what it has done since it was made.
struct AudioTotals: Sendable, Equatable {
  /// How many bytes its files take on the disk, kept ones included.
  var bytes: Int64 = 0
  /// How many bytes the files of kept tracks take.
  var keptBytes: Int64 = 0
  /// How many tracks it has bytes of.
  var tracks = 0
  /// How many tracks it has a whole rendition of.
  var completeTracks = 0
  /// Reads that brought bytes.
  var reads = 0
  /// How many bytes they brought.
  var bytesRead: Int64 = 0
  /// Blocks written.
  var blocksWritten = 0
  /// Blocks that turned out to be damaged, or could not be read.
  var blocksLost = 0

  /// Nothing.
  init() {}

  /// What `index` has.
  init(_ index: AudioIndex) {
    for (id, entries) in Dictionary(grouping: index.entries.values, by: \.id) {
      let size = entries.reduce(0) { $0 + $1.size }
      bytes += size
      if index.kept.contains(id) { keptBytes += size }
      if entries.contains(where: { $0.bytes > 0 }) { tracks += 1 }
      if entries.contains(where: \.isComplete) { completeTracks += 1 }
    }
  }
}
