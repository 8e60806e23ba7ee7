import FoundationEssentials
import TrackKit

/// A song that was asked for and is not heard yet.
struct Waiting: Sendable, Equatable {
  /// The song.
  var name: String
  /// What it waits for.
  var what: String
  /// Since when.
  var since: Date

  /// How long it has taken, in seconds.
  func seconds(now: Date) -> Double { max(0, now.timeIntervalSince(since)) }
}

/// A song the user has asked to hear.
struct Wanted: Sendable, Equatable {
  var track: VideoID?
  var name: String
  var since: Date
  /// The song that was playing then.
  var instead: UInt32?
}
