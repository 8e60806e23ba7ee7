import FoundationEssentials
import TrackKit

extension URLFreshness {
  /// The SQL condition for a row of `tracks t` that is a track at all.
  static let isTrack = "typeof(t.video_id) = 'text' AND length(t.video_id) = 11"

  /// The SQL condition for a row that has a URL.
  static let isResolved = "(t.stream_url LIKE 'http://_%' OR t.stream_url LIKE 'https://_%')"

  /// The SQL expression for the `expire` of the URL's query in Unix seconds, NULL without one. googlevideo puts
  /// it first, where it is found soonest.
  static let expires = """
    nullif(CAST(CASE \
    WHEN instr(t.stream_url, '?expire=') THEN substr(t.stream_url, instr(t.stream_url, '?expire=') + 8, 12) \
    WHEN instr(t.stream_url, '&expire=') THEN substr(t.stream_url, instr(t.stream_url, '&expire=') + 8, 12) \
    END AS INTEGER), 0)
    """

  /// ``end(resolvedAt:expires:)`` as the SQL condition for a row with a URL that has expired at `now`. A time that
  /// another program wrote and that is no number counts as long ago.
  func isExpired(at now: Date) -> String {
    let present = now.timeIntervalSince1970
    return """
      (typeof(t.updated_at) NOT IN ('real', 'integer') OR t.updated_at <= \(present - maximumAge.seconds)
        OR \(Self.expires) < \(present + Self.expiryMargin.seconds))
      """
  }
}
