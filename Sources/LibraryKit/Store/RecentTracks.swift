import TrackKit

/// The tracks that were put here last, up to a limit.
struct RecentTracks: Sendable {
  private struct Entry {
    var track: Track
    var stamp: UInt64
  }

  private let limit: Int
  private var entries: [VideoID: Entry] = [:]
  private var lastStamp: UInt64 = 0

  /// Keeps at least the last `limit` tracks, and never twice as many.
  init(limit: Int) {
    self.limit = limit
  }

  var count: Int { entries.count }

  /// The tracks, in the order they were put here.
  var all: [Track] { entries.values.sorted { $0.stamp < $1.stamp }.map(\.track) }

  subscript(id: VideoID) -> Track? { entries[id]?.track }

  mutating func put(_ track: Track) {
    lastStamp += 1
    entries[track.id] = Entry(track: track, stamp: lastStamp)
    guard entries.count >= 2 * limit else { return }
    // Half of them at once, so that the sorting is seldom.
    for old in entries.values.sorted(by: { $0.stamp < $1.stamp }).dropLast(limit) {
      entries[old.track.id] = nil
    }
  }

  /// Forgets a track if its URL is still that of `track`.
  mutating func remove(_ track: Track) {
    if entries[track.id]?.track.media == track.media { entries[track.id] = nil }
  }
}
