import CNcurses
import FoundationEssentials
import TrackKit

extension LocalClock {
  /// The clock of the machine, in the time zone of the environment.
  static let system = LocalClock { date in
    let seconds = date.timeIntervalSince1970.rounded(.down)
    guard abs(seconds) < 1e11 else { return 0 }
    return cncurses_seconds_ahead_of_utc(Int64(seconds))
  }
}
