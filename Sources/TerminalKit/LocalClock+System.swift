import FoundationEssentials
import Glibc
import TrackKit

extension LocalClock {
  /// The clock of the machine, in the time zone of the environment.
  static let system = LocalClock { date in
    let seconds = date.timeIntervalSince1970.rounded(.down)
    guard abs(seconds) < 1e11 else { return 0 }
    var moment = time_t(seconds)
    var local = tm()
    return localtime_r(&moment, &local) == nil ? 0 : local.tm_gmtoff
  }
}
