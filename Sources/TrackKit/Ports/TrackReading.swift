/// Where the relay reads its tracks; blocking, so it is called on a thread of its own.
public protocol TrackReading: Sendable {
  /// The track, `nil` when the library does not hold it.
  ///
  /// - Throws: when the store can't be read.
  func track(_ id: VideoID) throws -> Track?

  /// The same, if it has a URL and can be told without waiting for a lock: called on the event loop that
  /// carries all streams. `nil` means that ``track(_:)`` has to be asked, on a thread that may wait.
  func trackWithoutWaiting(_ id: VideoID) -> Track?

  /// How many tracks are fresh, expired and unresolved.
  ///
  /// - Throws: when the store can't be read.
  func trackCounts(freshness: URLFreshness) throws -> ProxyStatus.Tracks
}

extension TrackReading {
  /// Always `nil`: every read may wait.
  public func trackWithoutWaiting(_ id: VideoID) -> Track? { nil }
}
