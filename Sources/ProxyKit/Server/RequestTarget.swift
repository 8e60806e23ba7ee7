import TrackKit

/// The target of a request: its path, and what its query says that we understand.
struct RequestTarget: Sendable, Equatable {
  /// The path, as it was sent.
  let path: String
  /// What stands behind `/proxy/`, `nil` for any other path.
  let trackName: String?
  /// `true` for `?icy=1`, `false` for `?icy=0`.
  let icyOverride: Bool?

  /// Reads an origin-form or absolute-form target (RFC 9112 §3.2).
  init(_ uri: String) {
    var rest = uri[...]
    if !rest.hasPrefix("/"), let scheme = rest.firstRange(of: "://") {
      rest = rest[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
    }
    let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts[0].isEmpty ? "/" : String(parts[0])
    trackName = TrackURL.name(inPath: path)
    let query = parts.count > 1 ? parts[1].split(separator: "&") : []
    icyOverride = query.contains("icy=1") ? true : query.contains("icy=0") ? false : nil
  }
}
