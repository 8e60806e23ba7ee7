import FoundationEssentials
import TrackKit

/// Decides whose URL is refreshed before MPD asks for the song.
///
/// A song is due when its URL has expired, or will have by the time it starts. What failed is left alone for a
/// while, longer each time, so that a video that is gone costs no run of yt-dlp at every song.
struct PrefetchPolicy: Sendable {
  /// A song that comes soon.
  struct Candidate: Sendable, Equatable {
    /// Its video.
    var id: VideoID
    /// Its URL; `nil` when it has none.
    var media: MediaSource?
    /// How long until it starts, `nil` when that is not known.
    var startsIn: Duration?
    /// Why it last failed; `nil` when it did not.
    var mark: TrackMark?
    /// Whether all of it is in the cache, so that it needs no URL.
    var isHere = false
  }

  /// What to do.
  enum Decision: Sendable, Equatable {
    /// Resolve this one; the text says why.
    case resolve(VideoID, cause: String)
    /// Nothing, before this much time has passed or the queue changes; `nil` for no time at all.
    case wait(Duration?)
  }

  /// What happened to a video's last resolve.
  private struct Attempt: Sendable {
    var failures = 0
    var at: Date
    var notBefore: Date

    /// Whether the video is to be left alone at `now`. Another URL, or a clock that was put back, ends that.
    func rests(at now: Date, media: MediaSource?) -> Bool {
      notBefore > now && at <= now.addingTimeInterval(TrackMark.clockTolerance)
        && media.map { $0.resolvedAt <= at } ?? true
    }
  }

  /// How long before its start a song's URL should be good: MPD opens a song some seconds early, and lengths of
  /// songs are whole seconds.
  static let margin = Duration.seconds(60)
  /// The shortest wait while yt-dlp must not be asked, and after a failure that says nothing of the video.
  static let shortestWait = Duration.seconds(5)

  var freshness: URLFreshness
  private var attempts: [VideoID: Attempt] = [:]

  /// A policy that has tried nothing yet.
  init(freshness: URLFreshness) {
    self.freshness = freshness
  }

  /// What to do about the songs that come next, the next one first.
  ///
  /// - Parameter refusedFor: how long yt-dlp must not be asked; `nil` when it may.
  func decide(_ candidates: [Candidate], refusedFor: Duration?, now: Date) -> Decision {
    if let refusedFor { return .wait(candidates.isEmpty ? nil : max(refusedFor, Self.shortestWait)) }
    var wait: TimeInterval?
    for candidate in candidates {
      switch due(candidate, now: now) {
      case .now(let cause):
        guard let end = restsUntil(candidate, now: now) else {
          return .resolve(candidate.id, cause: cause)
        }
        let pause = end.timeIntervalSince(now)
        wait = min(wait ?? pause, pause)
      case .later(let date):
        let rest = max(1, date.timeIntervalSince(now))
        wait = min(wait ?? rest, rest)
      case .never: break
      }
    }
    return .wait(wait.map { .seconds($0) })
  }

  /// Learns how the resolve of `id` ended.
  mutating func note(_ id: VideoID, _ failure: URLRefreshError?, now: Date) {
    guard let failure else {
      // A URL may be short-lived from the start: then it is asked for again when it has expired, not at once.
      attempts[id] = Attempt(at: now, notBefore: now.addingTimeInterval(60))
      return
    }
    let failures = (attempts[id]?.failures ?? 0) + 1
    let backoff = 30 * (1 << min(failures - 1, 5))
    let notBefore =
      switch failure.kind {
      // Whether yt-dlp may be asked is known for each look.
      case .breakerOpen, .cancelled: now.addingTimeInterval(Self.shortestWait.seconds)
      default:
        failure.disposition == .retry
          ? now.addingTimeInterval(Double(backoff)) : failure.nextTry(after: now)
      }
    attempts[id] = Attempt(failures: failures, at: now, notBefore: notBefore)
  }

  /// Until when a song is left alone; `nil` when it is not.
  private func restsUntil(_ candidate: Candidate, now: Date) -> Date? {
    var ends: [Date] = []
    if let attempt = attempts[candidate.id], attempt.rests(at: now, media: candidate.media) {
      ends.append(attempt.notBefore)
    }
    if let mark = candidate.mark, let nextTry = mark.nextTry, mark.rests(at: now) { ends.append(nextTry) }
    return ends.max()
  }

  /// Forgets attempts that no longer hold anything up.
  mutating func prune(now: Date) {
    attempts = attempts.filter { $0.value.notBefore > now.addingTimeInterval(-3600) }
  }

  private enum Due {
    case now(String)
    case later(Date)
    case never
  }

  private func due(_ candidate: Candidate, now: Date) -> Due {
    if candidate.isHere { return .never }
    guard let media = candidate.media else { return .now("fetching URL (plays next)") }
    if case .expired(let reason) = freshness.verdict(on: media, now: now) {
      return .now("\(reason) (plays next)")
    }
    let stale = freshness.staleAt(media)
    // Paused: it may start at any time, so it is kept fresh.
    guard let startsIn = candidate.startsIn else { return .later(stale) }
    let start = now.addingTimeInterval((startsIn + Self.margin) / .seconds(1))
    guard stale <= start else { return .never }
    return .now("URL would have expired when its turn comes")
  }
}
