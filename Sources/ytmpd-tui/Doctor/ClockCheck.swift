import CProcess
import FoundationEssentials

/// Judges this machine's clock: certificates and the expiry of URLs go by it.
enum ClockCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// Today, in days since 1970.
    var today: Int
    /// The day on which yt-dlp was released, `nil` when that is not known.
    var release: Int?
    /// Whether the kernel knows of somebody who keeps the clock right; `nil` when it does not tell.
    var isSynchronised: Bool?
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    if let release = facts.release, facts.today < release {
      return [
        .error(
          .clock, "the clock is wrong: it is before the release of the yt-dlp that is installed",
          cure: "set it, for example with timedatectl set-ntp true")
      ]
    }
    if facts.isSynchronised == false {
      return [.ok(.clock, "plausible; nobody keeps it synchronised, as far as the kernel knows")]
    }
    return [.ok(.clock, "plausible" + (facts.isSynchronised == true ? ", and kept synchronised" : ""))]
  }

  /// Asks the kernel.
  static func facts(release: Int?) -> Facts {
    let answer = cprocess_clock_is_kept()
    return Facts(
      today: Int(Date().timeIntervalSince1970 / 86400), release: release,
      isSynchronised: answer < 0 ? nil : answer == 1)
  }
}
