import TrackKit

/// What a session does when bytes come more slowly than the song plays: it takes a new connection, and if that is no
/// better a new URL, which mostly names another server.
///
/// Both are done once, for a network that is slow as a whole gets no quicker by it; again only after the origin has kept
/// up for a while, and a URL is asked for but once in a stream.
extension StreamSession {
  /// What has been done about a slow origin.
  enum SlownessStep: Int, Sendable {
    case none, newConnection, newURL
  }

  /// Checks the pace of the origin: called about once a second.
  mutating func checkPace(at now: Moment) -> [Action] {
    guard case .fetching = phase, provenance == .origin, !isFill, hasResponded, isHungry else {
      pace.restart()
      return []
    }
    let need = neededPace
    switch pace.verdict(needs: need, over: rules.slownessLimit, at: now.instant) {
    case .unknown: return []
    case .enough:
      if slownessStep == .newConnection { slownessStep = .none }
      return []
    case .slow(let pace):
      let error = YouTubeStreamError(.slow(pace, needs: need), offset: next)
      switch slownessStep {
      case .none:
        slownessStep = .newConnection
        return [tell(error)] + askAnew(at: now)
      case .newConnection:
        slownessStep = .newURL
        mayKeepURL = true
        let event = tell(error)
        (ahead, hedge) = (nil, nil)
        needsFreshConnection = true
        return [event, .cancelFetch] + resolve(cause: error.sentence, isFirst: false)
      case .newURL: return []
      }
    }
  }

  private mutating func tell(_ error: YouTubeStreamError) -> Action {
    failure = error.sentence
    return .publish(
      .streamRetrying(
        reference, attempt: slownessStep.rawValue, limit: SlownessStep.newURL.rawValue, delay: .zero,
        offset: next,
        reason: error.sentence))
  }

  /// How many bytes a second the song takes when it plays.
  var neededPace: Int64 {
    let measured = track.media?.length.flatMap { length in
      track.duration.map { Double(length) / max($0.seconds, 1) }
    }
    let stated = track.media?.bitrate.map { Double($0) * 125 }
    return Int64(min(max(measured ?? stated ?? 0, RelayRules.leastPace), RelayRules.mostPace))
  }
}
