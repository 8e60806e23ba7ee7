import TrackKit

extension ProxyStatus.Streams {
  /// How many slots are taken, and of how many: `3/10`; dashes while nothing has been told yet.
  func slots(_ between: String = "/") -> String {
    limit > 0 ? "\(active)\(between)\(limit)" : "-\(between)-"
  }
}
