import FoundationEssentials
import NIOCore
import TrackKit

/// A request before its stream exists: the library is asked for its track, the queue for a slot, and MPD whether it is
/// the one that asks.
final class Arrival {
  let id: UInt64
  let request: ProxyRequest
  let response: any ResponseWriter
  let startedAt = Date()
  /// The request in events; by its id alone until the track is known.
  private(set) var reference: StreamReference
  /// The track, once the library has told it.
  private(set) var track: Track?
  /// What the cache has of the track, complete renditions first.
  var files: [AudioFile] = []
  /// Whose the request is; `nil` until MPD has told.
  var playerClaim: PlayerClaim?
  /// Its turn has come: whether it has waited for it in line.
  var turn: Turn?
  /// Ends the wait in line.
  var deadline: Scheduled<Void>?
  /// Asks MPD.
  var inquiry: Task<Void, Never>?
  /// Asks MPD for a sign of life while it waits in line.
  var probe: PlayerProbe?
  /// The next time to ask.
  var ticker: Scheduled<Void>?

  /// How a request came to its turn.
  enum Turn: Sendable, Equatable {
    /// There was a slot, or it needs none.
    case atOnce
    /// It has waited in line.
    case fromTheLine
  }

  /// A request has come.
  init(id: UInt64, request: ProxyRequest, response: any ResponseWriter) {
    self.id = id
    self.request = request
    self.response = response
    reference = StreamReference(
      id: id, track: TrackReference(id: request.id, name: request.id.rawValue), client: request.client)
    // Nobody else can be MPD's.
    playerClaim = request.client.isMPD ? nil : .foreign
  }

  /// Gives up what is under way for it.
  func cancel() {
    deadline?.cancel()
    inquiry?.cancel()
    probe?.cancel()
    ticker?.cancel()
  }

  /// The library has told the track.
  func found(_ track: Track) {
    self.track = track
    reference = StreamReference(id: id, track: TrackReference(track), client: request.client)
  }

  /// What comes next.
  enum Step: Sendable, Equatable {
    /// A slot is needed for the stream of this track.
    case queue(Track)
    /// The stream begins: a HEAD takes no slot.
    case begin(Track)
    /// The answer is an error, and counts like this.
    case reject(StreamSession.Rejection, StreamEnding)
  }

  /// What the library's answer means for `request`.
  static func step(for request: ProxyRequest, after answer: Result<Track?, any Error>) -> Step {
    switch answer {
    case .success(let track?): return request.isHead ? .begin(track) : .queue(track)
    case .success(nil):
      return .reject(StreamSession.rejection(for: TrackNotFoundError(id: request.id)), .uncounted)
    case .failure(let error):
      let reason = (error as? any ProxyError)?.sentence ?? "try again in a moment"
      return .reject(
        .init(status: 500, sentence: "the library of tracks can't be read: \(reason)"), .failed)
    }
  }

  /// Whether our MPD waits in line, and with it every program that gives it a command.
  var mayBlockPlayer: Bool {
    track != nil && turn == nil && !request.isHead && playerClaim.map { $0 != .foreign } ?? false
  }

  /// The answer when no slot became free within `wait`.
  static func turnedAway(after wait: Duration) -> StreamSession.Rejection {
    .init(
      status: 503, sentence: "all streams are taken; try again soon",
      retryAfter: Int(max(wait.components.seconds, 1)), word: FailureClass.limit.word)
  }

  /// What the queue has to know.
  var claim: AdmissionQueue.Claim {
    AdmissionQueue.Claim(
      videoID: request.id, address: request.address, userAgent: request.userAgent,
      startsInside: request.range?.startsInside ?? false)
  }
}
