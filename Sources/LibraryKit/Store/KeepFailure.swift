public import FoundationEssentials
import TrackKit

/// Why a track could not be downloaded, since a person last asked for it.
public struct KeepFailure: Error, Sendable, Equatable {
  /// After how many tries nobody waits for a track any more.
  static let mostTries = 3
  /// The longest rest after a failure that may pass.
  static let longestRest = Duration.seconds(600)

  /// The word of the failure's class.
  public var word: String
  /// What happened, in one sentence.
  public var reason: String
  /// When.
  public var date: Date
  /// How often it has failed.
  public var tries: Int
  /// Before this moment it is not tried again, unless a person asks.
  public var nextTry: Date
  /// Whether the fault is the track's own, so that another try would most likely end the same way.
  public var isTracksOwn: Bool

  /// Whether nobody should wait for the track.
  public var isGivenUp: Bool { isTracksOwn || tries >= Self.mostTries }

  /// A failure as it was kept.
  init(word: String, reason: String, date: Date, tries: Int, nextTry: Date, isTracksOwn: Bool) {
    self.word = word
    self.reason = reason
    self.date = date
    self.tries = tries
    self.nextTry = nextTry
    self.isTracksOwn = isTracksOwn
  }

  /// The failure with which a download ended.
  ///
  /// - Parameter earlier: the one before it.
  public init(_ error: any Error, after earlier: KeepFailure?, now: Date) {
    let tries = (earlier?.tries ?? 0) + 1
    let known = error as? any ProxyError
    let failure = known?.failureClass ?? FailureClass("other", .surroundings)
    word = failure.word
    reason = known?.sentence ?? "\(error)"
    date = now
    self.tries = tries
    isTracksOwn = failure.fault == .track
    let rest = min(Duration.seconds(5 << min(tries - 1, 10)), Self.longestRest)
    let due = now.addingTimeInterval(rest.seconds)
    let asked = (error as? URLRefreshError).map { $0.nextTry(after: now) }
    nextTry = isTracksOwn ? max(asked ?? now.addingTimeInterval(24 * 3600), due) : due
  }

  /// Whether the track should not be tried at `now`. A clock that was put back ends that.
  func rests(at now: Date) -> Bool {
    nextTry > now && date <= now.addingTimeInterval(TrackMark.clockTolerance)
  }
}

extension Error {
  /// Whether YouTube wants a pause, or the program is going down: no fault of a download, which may go on later.
  var isRefusalForNow: Bool {
    switch self {
    case let error as URLRefreshError:
      error.kind == .breakerOpen || error.kind == .cancelled || error.opensBreaker
    case is GoingDownError, is CancellationError: true
    default: false
    }
  }
}
