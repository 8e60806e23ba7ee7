/// How a stream counts when it is over: each in one way, which one event and one word of the log tell as well.
///
/// | ending | event | log |
/// |---|---|---|
/// | served | `streamFinished` | `finished` |
/// | failed | `streamLost` | `lost` |
/// | rejected | `streamRejected` | `rejected` |
/// | left | `streamLeft` | `left` |
enum StreamEnding: Sendable, Equatable {
  /// It was answered to its end, or as far as its client wanted.
  case served
  /// Its song was lost, or it was answered with an error.
  case failed
  /// No slot became free in time.
  case rejected
  /// Its client left before the first byte.
  case left
  /// It was no stream: a HEAD that was answered, an unknown track.
  case uncounted
}

/// How many streams have ended, and how, since the start.
struct StreamCounts: Sendable, Equatable {
  private(set) var served = 0
  private(set) var failed = 0
  private(set) var rejected = 0
  private(set) var left = 0

  /// Counts a stream that is over.
  mutating func count(_ ending: StreamEnding) {
    switch ending {
    case .served: served += 1
    case .failed: failed += 1
    case .rejected: rejected += 1
    case .left: left += 1
    case .uncounted: break
    }
  }
}
