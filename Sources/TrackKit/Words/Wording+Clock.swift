extension Wording {
  /// `3:33`, `1:02:03`: a length, or a place in a song.
  package static func clock(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    let rest = padded(seconds % 60)
    guard seconds >= 3600 else { return "\(seconds / 60):\(rest)" }
    return "\(seconds / 3600):\(padded(seconds / 60 % 60)):\(rest)"
  }

  /// `0:14`, `99:59`, `1h40`, `3d`: ``clock(_:)`` in at most five cells, for a narrow column.
  package static func shortClock(_ duration: Duration) -> String {
    let seconds = max(0, duration.components.seconds)
    switch seconds {
    case ..<6000: return "\(seconds / 60):\(padded(seconds % 60))"
    case ..<360_000: return "\(seconds / 3600)h\(padded(seconds / 60 % 60))"
    default: return "\(seconds / 86400)d"
    }
  }
}
