import FoundationEssentials
import TrackKit

/// When playlists are read again by themselves. Pure: the caller brings the time, and the dice.
public struct SyncSchedule: Sendable, Equatable {
  /// How often, give or take a tenth, so that the programs of all people don't ask at the same minute.
  public var interval: Duration

  /// A schedule with `interval`.
  public init(interval: Duration) { self.interval = interval }

  /// How long to wait after a sync.
  ///
  /// - Parameters:
  ///   - jitter: a random number from 0 to 1.
  ///   - restsFor: how long no request may be made, `nil` for no pause.
  func delay(jitter: Double, restsFor: Duration? = nil) -> Duration {
    let ordinary = interval * (0.9 + 0.2 * jitter)
    guard let restsFor else { return ordinary }
    // Not the very first question after the pause: a song that a listener waits for goes first.
    return max(ordinary, restsFor + .seconds(30 + 30 * jitter))
  }

  /// How long to wait after the start of the program.
  ///
  /// - Parameters:
  ///   - lastSync: when the playlist that waits longest was read; `nil` when one never was.
  ///   - now: the present.
  ///   - jitter: a random number from 0 to 1.
  func firstDelay(lastSync: Date?, now: Date, jitter: Double) -> Duration {
    // A moment for what the program was started for.
    let settling = Duration.seconds(5 + 10 * jitter)
    guard let lastSync else { return settling }
    let age = Duration.seconds(min(max(now.timeIntervalSince(lastSync), 0), 1e9))
    return max(settling, interval - age)
  }
}
