import Foundation
import TestSupport

@testable import ProxyKit
@testable import TrackKit

/// A ``StreamSession`` with a clock that is moved by hand.
struct SessionHarness {
  static let length: Int64 = 1_000_000
  /// The usual rules, but for a first range that leaves room for several.
  static var rules: RelayRules {
    var rules = RelayRules()
    rules.firstRangeBytes = 128 * 1024
    return rules
  }
  static let url = "https://origin.example/videoplayback?itag=251&sig=1"
  static let epoch = Date(timeIntervalSince1970: 1_800_000_000)

  var session: StreamSession
  var now = StreamSession.Moment(instant: .now, date: Self.epoch)

  /// A session for a track that was resolved a minute ago, unless `track` says otherwise. An MPD is ours, unless `claim`
  /// says otherwise.
  init(
    _ track: Track = Self.track(), rules: RelayRules = Self.rules, claim: PlayerClaim? = nil,
    standing: RelayMemory.Standing = .init(), hasWaited: Bool = false,
    request change: (inout ProxyRequest) -> Void = { _ in }
  ) {
    var request = ProxyRequest(id: track.id)
    request.userAgent = "mpv 0.35"
    change(&request)
    session = StreamSession(
      request: request, track: track, rules: rules,
      claim: claim ?? (request.client.isMPD ? .untagged : .foreign),
      reference: StreamReference(id: 1, track: TrackReference(track), client: request.client),
      standing: standing, hasWaited: hasWaited)
  }

  /// A track at `url`; `age` is in seconds.
  static func track(
    url: String = Self.url, age: TimeInterval = 60,
    length: Int64? = Self.length, change: (inout MediaSource) -> Void = { _ in }
  ) -> Track {
    var media = MediaSource(
      url: url, resolvedAt: epoch.addingTimeInterval(-age), formatID: "251",
      contentType: "audio/webm",
      length: length)
    change(&media)
    return Track(id: .test, title: "Déjà Vu", artist: "Beyoncé", media: media)
  }

  /// The same track at another URL.
  static func refreshed(_ number: Int = 2, change: (inout MediaSource) -> Void = { _ in }) -> Track {
    track(
      url: "https://origin.example/videoplayback?itag=251&sig=\(number)", age: 0, change: change)
  }

  /// The rendition of ``track(url:age:length:change:)``.
  static let rendition = Rendition("251", length: length)

  static let reference = StreamReference(id: 1, track: TrackReference(track()), client: "mpv 0.35")

  mutating func advance(_ duration: Duration) {
    now.instant += duration
    now.date += duration.seconds
  }

  // MARK: Inputs

  mutating func start() -> [StreamSession.Action] { session.start(at: now) }

  mutating func head(total: Int64? = Self.length, type: String? = "audio/webm") -> [StreamSession
    .Action]
  {
    session.headArrived(RangeHead(total: total, contentType: type), at: now)
  }

  mutating func bytes(_ count: Int64) -> [StreamSession.Action] {
    session.bytesArrived(count, at: now)
  }

  mutating func end(_ outcome: RangeOutcome = .complete) -> [StreamSession.Action] {
    session.rangeEnded(outcome, at: now)
  }

  mutating func fail(_ cause: YouTubeStreamError.Cause) -> [StreamSession.Action] {
    end(.failed(cause))
  }

  mutating func drain(_ count: Int64, in duration: Duration = .milliseconds(10)) -> [StreamSession
    .Action]
  {
    session.drained(count, in: duration, at: now)
  }

  mutating func hedge(_ delivery: RangeDelivery) -> [StreamSession.Action] {
    session.hedgeBrought(delivery, at: now)
  }

  mutating func waited() -> [StreamSession.Action] { session.waited(at: now) }

  mutating func tick() -> [StreamSession.Action] { session.tick(at: now) }

  mutating func resolved(_ track: Track, fromLibrary: Bool = false) -> [StreamSession.Action] {
    session.resolved(track, fromLibrary: fromLibrary, at: now)
  }

  mutating func resolveFailed(_ kind: URLRefreshError.Kind) -> [StreamSession.Action] {
    session.resolveFailed(URLRefreshError(kind: kind), at: now)
  }

  /// Starts, and lets `count` bytes come and be taken by the client; the first range is still under way.
  mutating func stream(_ count: Int64) {
    _ = start()
    _ = head()
    _ = bytes(count)
    _ = drain(count)
  }
}

extension [StreamSession.Action] {
  /// The range that is asked for, when exactly one is.
  var fetched: RangeRequest? {
    let ranges = compactMap { action in if case .fetch(let range, _) = action { range } else { nil }
    }
    return ranges.count == 1 ? ranges[0] : nil
  }

  /// The range that is asked for once more.
  var hedged: RangeRequest? {
    for case .hedge(let range, _) in self { return range }
    return nil
  }

  /// What is published, in order.
  var events: [ProxyEvent.Kind] {
    compactMap { action in if case .publish(let event) = action { event } else { nil } }
  }

  /// What later streams are told, in order.
  var lessons: [RelayMemory.Lesson] {
    compactMap { action in if case .remember(let lesson) = action { lesson } else { nil } }
  }

  var rejection: StreamSession.Rejection? {
    for case .reject(let rejection) in self { return rejection }
    return nil
  }

  var plan: ResponsePlan? {
    for case .respond(let plan) in self { return plan }
    return nil
  }

  var delay: Duration? {
    for case .wait(let delay) in self { return delay }
    return nil
  }

  /// Why a URL is asked for, and whether the library may have it.
  var resolve: (cause: String, rendition: Rendition?, libraryFirst: Bool)? {
    for case .resolve(let cause, let rendition, let libraryFirst) in self {
      return (cause, rendition, libraryFirst)
    }
    return nil
  }
}
