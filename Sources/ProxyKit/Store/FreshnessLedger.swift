import FoundationEssentials

/// When each track's URL expires, so that counting at any later moment is a search in a sorted list.
struct FreshnessLedger: Sendable, Equatable {
  /// The SQL condition for a row of `tracks` that is a track at all.
  static let isTrack = "typeof(t.video_id) = 'text' AND length(t.video_id) = 11"
  /// The SQL condition for a row that has a URL.
  static let isResolved = "(t.stream_url LIKE 'http://_%' OR t.stream_url LIKE 'https://_%')"
  /// The SQL expression for the `expire` of the URL's query in Unix seconds, NULL without one. googlevideo puts
  /// it first, where it is found soonest.
  static let expiry = """
    nullif(CAST(CASE \
    WHEN instr(t.stream_url, '?expire=') THEN substr(t.stream_url, instr(t.stream_url, '?expire=') + 8, 12) \
    WHEN instr(t.stream_url, '&expire=') THEN substr(t.stream_url, instr(t.stream_url, '&expire=') + 8, 12) \
    END AS INTEGER), 0)
    """

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
    let limit = age.seconds
    let margin = URLFreshness.expiryMargin.seconds
    ends = resolved.map { entry in
      let byAge = (entry.updatedAt ?? 0) + limit
      // A URL expires while there is less than the margin left, so at the margin itself it is fresh still.
      let byQuery = entry.expiry.map { ($0 - margin).nextUp }
      return min(byAge, byQuery ?? .infinity)
    }.sorted()
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
