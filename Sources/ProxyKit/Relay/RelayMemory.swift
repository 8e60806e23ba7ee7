import TrackKit

/// What later streams should know of earlier ones: songs that were lost, URLs that the origin refused, and that it
/// refuses large ranges.
///
/// It has no clock: each call passes the time.
struct RelayMemory: Sendable {
  /// What a stream has learnt about its track, its URL or the origin.
  enum Lesson: Sendable, Equatable {
    /// The origin will not serve this URL again; no stream may ask for it.
    case refused(url: String)
    /// The origin refuses large ranges. It treats our address the same way for every track.
    case strictOrigin
    /// The song was given up in mid-body.
    case lost
    /// The song plays.
    case plays
  }

  /// What a new stream has to know.
  struct Standing: Sendable, Equatable {
    /// Whether the origin refused the track's URL for good.
    var isURLRefused = false
    /// Whether the origin refuses large ranges.
    var isOriginStrict = false
    /// Whether the song was lost a moment ago.
    var isLost = false
  }

  /// How long a lost song counts as lost: MPD asks for further ranges of it at once.
  static let lossLasts = Duration.seconds(60)
  /// How long the origin counts as strict: each refusal of a large range costs a URL.
  static let strictnessLasts = Duration.seconds(3600)

  private var lostUntil: [VideoID: ContinuousClock.Instant] = [:]
  private var refused: [VideoID: String] = [:]
  private var strictUntil: ContinuousClock.Instant?

  /// Remembers what a stream of the track `id` has learnt.
  ///
  /// - Returns: whether the other streams of the track have to be told.
  mutating func learn(_ lesson: Lesson, of id: VideoID, at now: ContinuousClock.Instant) -> Bool {
    switch lesson {
    case .refused(let url):
      guard refused[id] != url else { return false }
      refused[id] = url
      return true
    case .strictOrigin: strictUntil = now + Self.strictnessLasts
    case .lost:
      lostUntil = lostUntil.filter { $0.value > now }
      lostUntil[id] = now + Self.lossLasts
    case .plays: lostUntil[id] = nil
    }
    return false
  }

  /// What a new stream of `track` has to know. Forgets a refused URL once the track has another.
  mutating func standing(of track: Track, at now: ContinuousClock.Instant) -> Standing {
    var standing = Standing()
    if let url = track.media?.url, let known = refused[track.id] {
      standing.isURLRefused = known == url
      if known != url { refused[track.id] = nil }
    }
    standing.isOriginStrict = strictUntil.map { $0 > now } ?? false
    standing.isLost = lostUntil[track.id].map { $0 > now } ?? false
    return standing
  }
}
