public import FoundationEssentials

extension URLRefreshError {
  /// The class of a kind, as it is told of any video.
  public var failureClass: FailureClass {
    let fault: FailureClass.Fault =
      switch kind {
      case _ where isTracksOwn: .track
      case .sabrOnly: .origin
      case .other where isAboutVideo: .origin
      default: .surroundings
      }
    return FailureClass(kind.word, fault)
  }
}

extension TrackMark {
  /// The mark that `error` leaves on a track at `now`; `nil` when it says nothing of the track.
  public init?(_ error: URLRefreshError, now: Date) {
    let failure = error.failureClass
    guard failure.fault != .surroundings else { return nil }
    self.init(word: failure.word, reason: error.sentence, date: now, nextTry: error.nextTry(after: now))
  }
}
