import TrackKit

/// Who streams and who waits: at most `limit` at once, first come, first served.
struct AdmissionQueue: Sendable {
  /// Identifies a client's requests for one track.
  struct Claim: Sendable, Equatable {
    var videoID: VideoID
    var address: String
    var userAgent: String
    /// Whether the request starts in the middle of the track, as a seek does.
    var startsInside: Bool
  }

  /// What became of a request.
  enum Decision: Sendable, Equatable {
    /// It has a slot.
    case admitted
    /// It has the slot of an older request, which must end: a seek.
    case takesOver(UInt64)
    /// It waits; the position counts from 1.
    case queued(position: Int)
  }

  private(set) var limit: Int
  private var active: [(id: UInt64, claim: Claim)] = []
  private var waiting: [(id: UInt64, claim: Claim)] = []

  /// A queue with `limit` slots.
  init(limit: Int) {
    self.limit = max(limit, 1)
  }

  /// How many hold a slot.
  var activeCount: Int { active.count }
  /// How many wait for one.
  var waitingCount: Int { waiting.count }

  /// A request arrives.
  mutating func request(_ id: UInt64, claim: Claim) -> Decision {
    if active.count < limit {
      active.append((id, claim))
      return .admitted
    }
    if claim.startsInside,
      let older = active.firstIndex(where: {
        $0.claim.videoID == claim.videoID && $0.claim.address == claim.address
          && $0.claim.userAgent == claim.userAgent
      })
    {
      let replaced = active[older].id
      active.remove(at: older)
      active.append((id, claim))
      return .takesOver(replaced)
    }
    waiting.append((id, claim))
    return .queued(position: waiting.count)
  }

  /// A request has ended, with or without a slot; a second call changes nothing.
  ///
  /// - Returns: the requests that get a slot now.
  mutating func release(_ id: UInt64) -> [UInt64] {
    active.removeAll { $0.id == id }
    waiting.removeAll { $0.id == id }
    return admitWaiting()
  }

  /// There are `limit` slots from now on. Who has one keeps it, even where there are fewer slots now.
  ///
  /// - Returns: the requests that get a slot now.
  mutating func resize(limit: Int) -> [UInt64] {
    self.limit = max(limit, 1)
    return admitWaiting()
  }

  private mutating func admitWaiting() -> [UInt64] {
    var admitted: [UInt64] = []
    while active.count < limit, !waiting.isEmpty {
      let next = waiting.removeFirst()
      active.append(next)
      admitted.append(next.id)
    }
    return admitted
  }
}
