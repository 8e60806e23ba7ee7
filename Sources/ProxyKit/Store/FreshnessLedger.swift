#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// When each track's URL expires, so that counting at any later moment is a search in a sorted list.
struct FreshnessLedger: Sendable, Equatable {
  /// The SQL condition for a row of `tracks` that is a track at all.
  static let isTrack = "typeof(t.video_id) = 'text' AND length(t.video_id) = 11"
  /// The SQL condition for a row that has a URL.
  static let isResolved = "(t.stream_url LIKE 'http://_%' OR t.stream_url LIKE 'https://_%')"
  /// The SQL expression for the `expire` of the URL's query in Unix seconds, NULL without one.
  static let expiry = """
    nullif(CAST(CASE \
    WHEN instr(t.stream_url, '&expire=') THEN substr(t.stream_url, instr(t.stream_url, '&expire=') + 8, 12) \
    WHEN instr(t.stream_url, '?expire=') THEN substr(t.stream_url, instr(t.stream_url, '?expire=') + 8, 12) \
    END AS INTEGER), 0)
    """

  /// The state of the database the ledger was read from.
  let version: Int
  /// The age at which a URL counts as expired.
  let age: Duration
  private var unresolved = 0
  /// Unix seconds at which each resolved track expires; ascending once sealed.
  private var ends: [Double] = []

  /// An empty ledger of a state of the database.
  init(version: Int, age: Duration) {
    self.version = version
    self.age = age
  }

  /// Enters a track; call ``seal()`` after the last.
  mutating func add(isResolved: Bool, updatedAt: Double?, expiry: Double?) {
    guard isResolved else {
      unresolved += 1
      return
    }
    let byAge = (updatedAt ?? 0) + age.seconds
    // A URL expires while there is less than the margin left, so at the margin itself it is fresh still.
    let byQuery = expiry.map { ($0 - URLFreshness.expiryMargin.seconds).nextUp }
    ends.append(min(byAge, byQuery ?? .infinity))
  }

  /// Makes the ledger ready to count.
  mutating func seal() { ends.sort() }

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
