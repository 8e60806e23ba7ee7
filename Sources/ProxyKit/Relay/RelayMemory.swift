import TrackKit

/// What later streams should know of earlier ones: songs that were lost, URLs that the origin refused, that it refuses
/// large ranges, and which rendition of a song a listener has.
///
/// It has no clock: each call passes the time.
struct RelayMemory: Sendable {
  /// What a stream has learnt about its track, its URL or the origin.
  enum Lesson: Sendable, Equatable {
    /// The origin will not serve this URL again; no stream may ask for it.
    case refused(url: String)
    /// The origin refuses large ranges. It treats our address the same way for every track.
    case strictOrigin
    /// The song was given up in mid-body, and why.
    case lost(Loss)
    /// The song plays, in this rendition.
    case plays(Rendition?)
    /// This rendition of the song is laid out so.
    case layout(MediaLayout, Rendition)
  }

  /// Why a song was lost.
  struct Loss: Sendable, Equatable {
    /// One sentence.
    var reason: String
    /// The class of the failure.
    var failure: FailureClass?
  }

  /// What a new stream has to know.
  struct Standing: Sendable, Equatable {
    /// Whether the origin refused the track's URL for good.
    var isURLRefused = false
    /// Whether the origin refuses large ranges.
    var isOriginStrict = false
    /// Why the song was lost a moment ago, `nil` when it was not.
    var loss: Loss?
    /// The rendition that the listener has of the song, as far as it had any from here.
    var rendition: Rendition?
    /// How the song's renditions are laid out, as far as they were seen.
    var layouts: [KnownLayout] = []
    /// Whether the listener has asked for a range of the song lately (``SeekMemory``).
    var seeks = false
  }

  /// How a rendition is laid out.
  struct KnownLayout: Sendable, Equatable {
    var rendition: Rendition
    var layout: MediaLayout
  }

  /// Who hears a song: a seek must go on in the rendition that the same program at the same address began with.
  struct Listener: Sendable, Hashable {
    let id: VideoID
    let address: String
    let userAgent: String

    init(_ request: ProxyRequest) {
      (id, address, userAgent) = (request.id, request.address, request.userAgent)
    }
  }

  /// How long a lost song counts as lost: MPD asks for further ranges of it at once.
  static let lossLasts = Duration.seconds(60)
  /// How long the origin counts as strict: each refusal of a large range costs a URL.
  static let strictnessLasts = Duration.seconds(3600)

  /// Of how many listeners the rendition is remembered.
  static let mostListeners = 512
  /// Of how many songs the layouts are remembered, and of how many renditions of one.
  static let mostLayouts = (songs: 512, renditions: 4)

  private var losses: [VideoID: (loss: Loss, until: SuspendingClock.Instant)] = [:]
  private var renditions = RecentValues<Listener, Rendition>(limit: mostListeners)
  private var layouts = RecentValues<VideoID, [KnownLayout]>(limit: mostLayouts.songs)
  private var refused: [VideoID: String] = [:]
  private var strictUntil: SuspendingClock.Instant?

  /// Remembers what the stream of `listener` has learnt.
  ///
  /// - Returns: whether the other streams of the track have to be told.
  mutating func learn(_ lesson: Lesson, of listener: Listener, at now: SuspendingClock.Instant) -> Bool {
    let id = listener.id
    switch lesson {
    case .refused(let url):
      guard refused[id] != url else { return false }
      refused[id] = url
      return true
    case .strictOrigin: strictUntil = now + Self.strictnessLasts
    case .lost(let loss):
      losses = losses.filter { $0.value.until > now }
      losses[id] = (loss, now + Self.lossLasts)
    case .plays(let rendition):
      losses[id] = nil
      renditions.note(rendition, for: listener)
    case .layout(let layout, let rendition):
      var known = (layouts[id] ?? []).filter { !$0.rendition.isSame(as: rendition) }
      known.append(KnownLayout(rendition: rendition, layout: layout))
      layouts.note(known.suffix(Self.mostLayouts.renditions), for: id)
    }
    return false
  }

  /// What a new stream of `track` for `listener` has to know. Forgets a refused URL once the track has another.
  mutating func standing(of track: Track, for listener: Listener, at now: SuspendingClock.Instant) -> Standing
  {
    var standing = Standing()
    if let url = track.media?.url, let known = refused[track.id] {
      standing.isURLRefused = known == url
      if known != url { refused[track.id] = nil }
    }
    standing.isOriginStrict = strictUntil.map { $0 > now } ?? false
    standing.loss = losses[track.id].flatMap { $0.until > now ? $0.loss : nil }
    standing.rendition = renditions[listener]
    standing.layouts = layouts[track.id] ?? []
    return standing
  }
}
