public import TrackKit

/// What long work on the library tells on its way: a sync, an addition, a refresh, a radio.
public enum LibraryReport: Sendable, Equatable {
  /// A playlist is being read: the `number`th of `count`.
  case started(name: String, number: Int, count: Int)
  /// So many entries of a playlist have come, of how many if that is known. At most ten times a second.
  case reading(name: String, entries: Int, total: Int?)
  /// A playlist is done with.
  case finished(SyncOutcome)
  /// A playlist was removed, for its line in the configuration is gone.
  case removed(name: String)
  /// The `done`th of `total` tracks was resolved, or could not be.
  case resolved(done: Int, total: Int, VideoID, Result<Track, URLRefreshError>)
  /// Something did not succeed that is no single playlist's or track's.
  case problem(String)
}
