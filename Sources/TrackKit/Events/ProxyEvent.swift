public import FoundationEssentials

/// One thing that happened, as the dashboard, the log and subscribers learn of it.
public struct ProxyEvent: Sendable, Equatable, Codable {
  /// Counts up from 1 without gaps; a gap means that a slow subscriber lost events.
  public let sequence: UInt64
  /// When it happened.
  public let date: Date
  /// What happened.
  public let kind: Kind

  /// An event; ``EventHub`` makes them.
  public init(sequence: UInt64, date: Date, kind: Kind) {
    self.sequence = sequence
    self.date = date
    self.kind = kind
  }

  /// The facts the program publishes.
  public enum Kind: Sendable, Equatable, Codable {
    /// A client's request got its slot.
    case streamAdmitted(StreamReference)
    /// A client's request waits in line; `position` counts from 1.
    case streamQueued(StreamReference, position: Int)
    /// The first byte went to the client; `offset` is where in the track.
    case streamStarted(StreamReference, offset: Int64)
    /// A range failed and is asked for again, from `offset` of the track on, after `delay`; retry `attempt` of
    /// `limit`.
    case streamRetrying(
      StreamReference, attempt: Int, limit: Int, delay: Duration, offset: Int64 = 0, reason: String)
    /// Bytes flow again at `offset` of the track, after a failure.
    case streamResumed(StreamReference, offset: Int64)
    /// No byte has come for `silence`, so the bytes from `offset` on are asked for once more, on a new connection;
    /// whoever answers first is taken.
    case streamHedged(StreamReference, silence: Duration, offset: Int64)
    /// There is no URL to fetch, for `reason`, so yt-dlp itself delivers the audio, without seeking.
    case streamPiped(StreamReference, reason: String)
    /// No byte has come for `silence` though the client wants some.
    case streamStalled(StreamReference, silence: Duration)
    /// The request was answered to its end, or its client left after the first byte; `bytes` were sent.
    case streamFinished(StreamReference, bytes: Int64, clientLeft: Bool)
    /// The song was given up at `offset` of the track, after `bytes`.
    case streamLost(
      StreamReference, bytes: Int64, offset: Int64 = 0, reason: String, failure: FailureClass? = nil)
    /// The request was turned away because the limit was reached and the wait was over.
    case streamRejected(StreamReference, limit: Int)
    /// The request's client left before the first byte, in line or after its turn.
    case streamLeft(StreamReference)
    /// A track's URL is being resolved; `cause` says why, such as "URL 5 h 02 min old".
    case refreshStarted(TrackReference, cause: String)
    /// A new URL came after `duration`.
    case refreshSucceeded(TrackReference, duration: Duration)
    /// No new URL came.
    case refreshFailed(TrackReference, reason: String, failure: FailureClass? = nil)
    /// No new URL came, so the old one is tried.
    case refreshDegraded(TrackReference, reason: String)
    /// All slots are taken.
    case limitReached(active: Int, limit: Int)
    /// yt-dlp is paused until `until`.
    case breakerOpened(reason: String, until: Date)
    /// yt-dlp may be asked again.
    case breakerClosed
    /// MPD answers at `address`.
    case mpdConnected(address: String, version: String)
    /// MPD is gone; the next try comes after `retryIn`.
    case mpdLost(reason: String, retryIn: Duration)
    /// Songs were added to MPD's queue.
    case mpdPushed(name: String, songs: Int)
    /// Songs in MPD's queue got their tags.
    case mpdTagged(songs: Int)
    /// MPD refused a command.
    case mpdFailed(reason: String)
    /// A playlist is being read.
    case syncStarted(playlist: String)
    /// So many entries have been read.
    case syncProgress(playlist: String, entries: Int, total: Int?)
    /// The playlist was read to its end.
    case syncFinished(playlist: String, tracks: Int, skipped: Int)
    /// The playlist could not be read, or not to its end; what the library has of it stays as it was.
    case syncFailed(playlist: String, reason: String)
    /// Connections may be dead, and what failed may work again.
    case networkChanged(NetworkChange)
    /// Anything else worth a person's attention.
    case notice(Severity, String)
  }

  /// How much a notice matters.
  public enum Severity: String, Sendable, Equatable, Codable {
    /// For information.
    case info
    /// Something works less well than it should.
    case warning
    /// Something does not work.
    case error
  }
}

/// A stream as events name it.
public struct StreamReference: Sendable, Equatable, Codable {
  /// Unique while the program runs.
  public let id: UInt64
  /// The track that is streamed.
  public let track: TrackReference
  /// The client's program and version, such as `MPD 0.23.12`.
  public let client: ClientProgram

  /// Names a stream.
  public init(id: UInt64, track: TrackReference, client: ClientProgram) {
    self.id = id
    self.track = track
    self.client = client
  }
}

/// A track as events name it.
public struct TrackReference: Sendable, Equatable, Hashable, Codable {
  /// The video id.
  public let id: VideoID
  /// `Artist - Title`, not yet cleaned for display.
  public let name: String

  /// Names a track.
  public init(id: VideoID, name: String) {
    self.id = id
    self.name = name
  }

  /// Names `track`.
  public init(_ track: Track) {
    self.init(id: track.id, name: track.displayName)
  }
}
