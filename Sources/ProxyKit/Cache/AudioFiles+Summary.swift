import TrackKit

extension AudioFiles {
  /// What there is on the disk, and whether it works.
  var summary: ProxyStatus.Cache {
    let totals = totals
    var summary = ProxyStatus.Cache()
    summary.state = health.failure == nil ? .ok : .failed
    summary.reason = health.failure
    summary.bytes = totals.bytes
    summary.limit = limit.bytes
    summary.tracks = totals.tracks
    summary.complete = totals.completeTracks
    summary.kept = index.kept.count
    summary.keptBytes = totals.keptBytes
    return summary
  }

  /// Tracks are kept, or not any more: what counts against the limit is another.
  func noteKeptChanged() { readKept {} }
}
