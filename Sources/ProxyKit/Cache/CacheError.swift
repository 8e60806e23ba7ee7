public import TrackKit

/// Why a track can't be fetched into the cache of audio, though it could be had.
public enum CacheError: ProxyError, Equatable {
  /// There is no cache.
  case off
  /// The disk takes nothing.
  case notTaken

  /// The disk may take more later.
  public var disposition: Disposition { self == .off ? .giveUp : .retry }
  /// One sentence.
  public var sentence: String {
    switch self {
    case .off: "the cache of audio is off; set cache_size"
    case .notTaken: "the cache of audio can't be written; `ytmpd-tui doctor` looks at its directory"
    }
  }
}
