import FoundationEssentials
import NIOCore
import TrackKit

/// Fetches what the cache has not of one track, without a listener. Belongs to the event loop.
///
/// It is a stream like all others, with their retries and refreshes, but for its client; so it takes no slot and is not
/// spoken of.
final class TrackFiller {
  /// How fast it may be.
  enum Pace: Sendable, Equatable {
    /// So many times the bit rate of the song.
    case times(Double)
    /// As fast as the origin sends, one range at a time.
    case any
  }

  /// The track.
  let id: VideoID
  private unowned let host: any FillHost
  private var pace: Pace
  private var writer: FillWriter?
  private let whenDone: (Result<Void, any Error>) -> Void
  private var stream: StreamDriver?
  private var isOver = false
  /// How many bytes were missing when it last began.
  private var missing: Int64?

  /// A filler of `id`; `whenDone` is told on the event loop whether all of it is there now.
  init(_ id: VideoID, pace: Pace, host: any FillHost, whenDone: @escaping (Result<Void, any Error>) -> Void) {
    self.id = id
    self.pace = pace
    self.host = host
    self.whenDone = whenDone
  }

  /// What it fetches, as far as that is known.
  var entry: SharedAudio? { stream?.entry }

  /// Begins, from `offset` on; what is missing before it comes last.
  func start(from offset: Int64 = 0) {
    host.parts.library.lookUp(id) { [self] answer in
      guard !isOver else { return }
      switch answer {
      case .failure(let error): over(.failure(error))
      case .success(nil): over(.failure(TrackNotFoundError(id: id)))
      case .success(let track?):
        guard let cache = host.parts.cache else { return over(.failure(CacheError.off)) }
        cache.find(id) { [self] in if !isOver { begin(track, $0, from: offset) } }
      }
    }
  }

  /// Goes on as fast as the origin sends.
  func hurry() {
    pace = .any
    writer?.hurry()
  }

  /// Ends without a word.
  func stop() {
    isOver = true
    stream?.giveWay()
    stream = nil
  }

  /// Another stream of the track has learnt that `url` must not be asked for again.
  func urlWasRefused(_ url: String) { stream?.urlWasRefused(url) }

  /// The network may be another one.
  func networkMayHaveChanged() { stream?.networkMayHaveChanged() }

  private func begin(_ track: Track, _ files: [AudioFile], from offset: Int64) {
    guard let cache = host.parts.cache else { return }
    let parts = host.parts
    var request = ProxyRequest(id: id)
    request.icyOverride = false
    if offset > 0 { request.range = .from(offset, to: nil) }
    let standing = host.standing(of: track)
    let (known, file) = StockChoice.choose(
      files, for: track, freshness: host.rules.freshness, isRefused: standing.isURLRefused, wanted: nil,
      now: Date())
    if let file, file.blocks.isComplete { return confirm(file, in: cache) }
    let reference = StreamReference(
      id: host.nextID(), track: TrackReference(id: id, name: track.displayName), client: "")
    let session = StreamSession(
      request: request, track: known, rules: host.rules, claim: .foreign, reference: reference,
      standing: standing, isFill: true)
    let rate: Double? =
      switch pace {
      case .any: nil
      case .times(let times): times * Double(session.neededPace)
      }
    let writer = FillWriter(pace: rate, eventLoop: parts.eventLoop)
    self.writer = writer
    let stream = StreamDriver(
      session, on: writer, since: Date(), parts: parts, owner: self, publishes: false)
    self.stream = stream
    if let file { stream.enter(cache.enter(file.facts, file: file)) }
    stream.start()
  }

  /// All of it is here, unless somebody has taken it away.
  private func confirm(_ file: AudioFile, in cache: AudioCache) {
    cache.store.confirm(file) { [self] isThere in
      guard !isOver else { return }
      if isThere { over(.success(())) } else { start() }
    }
  }

  private func over(_ result: Result<Void, any Error>) {
    guard !isOver else { return }
    isOver = true
    stream = nil
    whenDone(result)
  }
}

extension TrackFiller: StreamOwner {
  func stream(_ stream: StreamDriver, hasLearnt lesson: RelayMemory.Lesson) {
    switch lesson {
    case .refused, .strictOrigin, .layout: host.stream(stream, hasLearnt: lesson)
    // Nobody has heard anything.
    case .lost, .plays: break
    }
  }

  func stream(_ stream: StreamDriver, hasEndedAs ending: StreamEnding) {
    guard stream === self.stream, !isOver else { return }
    if let loss = stream.session.loss { return over(.failure(loss)) }
    let end = missing
    missing = stream.entry.map { $0.missingBytes } ?? 0
    guard let missing, missing > 0 else { return over(.success(())) }
    // What is before its beginning; or the disk took nothing.
    guard end.map({ missing < $0 }) ?? true else { return over(.failure(CacheError.notTaken)) }
    self.stream = nil
    parts.eventLoop.assumeIsolated().execute { [self] in if !isOver { start() } }
  }

  private var parts: RelayParts { host.parts }
}
