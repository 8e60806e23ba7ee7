import FoundationEssentials
import TrackKit

/// When each track's URL expires, so that counting at any later moment is a search in a sorted list.
struct FreshnessLedger: Sendable, Equatable {
  /// The state of the database the ledger was read from.
  let version: Int
  /// The age at which a URL counts as expired.
  let age: Duration
  private let unresolved: Int
  /// Unix seconds at which each resolved track expires, ascending.
  private let ends: [Double]

  /// What the ledger needs of a row.
  struct Entry: Sendable {
    /// Whether the track has a URL.
    var isResolved: Bool
    /// The row's `updated_at`, `nil` when it is no number.
    var updatedAt: Double?
    /// The `expire` of the URL's query.
    var expiry: Double?
  }

  /// The ledger of a state of the database with these rows.
  init(version: Int, age: Duration, entries: [Entry]) {
    self.version = version
    self.age = age
    let resolved = entries.filter(\.isResolved)
    unresolved = entries.count - resolved.count
    let freshness = URLFreshness(maximumAge: age)
    ends = resolved.map { freshness.end(resolvedAt: $0.updatedAt ?? 0, expires: $0.expiry) }.sorted()
  }

  /// The counts at `now`.
  func counts(now: Date) -> ProxyStatus.Tracks {
    let present = now.timeIntervalSince1970
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= present { low = middle + 1 } else { high = middle }
    }
    return ProxyStatus.Tracks(
      total: ends.count + unresolved, fresh: ends.count - low, expired: low, unresolved: unresolved)
  }
}
