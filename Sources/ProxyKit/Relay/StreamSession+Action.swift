import FoundationEssentials
import TrackKit

extension StreamSession {
  /// What the driver is to do.
  enum Action: Sendable, Equatable {
    /// Get a URL, of `rendition` or else of the best; answer with ``resolved(_:fromLibrary:at:)`` or ``resolveFailed(_:at:)``. With `libraryFirst` the library may
    /// have one by now that is good enough (``accepts(stored:at:)``).
    case resolve(cause: String, rendition: Rendition?, libraryFirst: Bool)
    /// Fetch a range; answer with ``headArrived(_:at:)``, ``bytesArrived(_:at:)``, ``rangeEnded(_:at:)``.
    case fetch(RangeRequest, IcyInterleaver?)
    /// Fetch the range behind the one under way, and keep what comes until ``fetch(_:_:)`` names the same
    /// range; tell what it is by ``aheadBrought(_:at:)`` as well.
    case fetchAhead(RangeRequest, IcyInterleaver?)
    /// Fetch what the range under way has not brought once more, and keep what comes; tell what it is by
    /// ``hedgeBrought(_:at:)`` as well.
    case hedge(RangeRequest, IcyInterleaver?)
    /// Give the range under way up, and go on with the second request: with what it has brought first.
    case takeHedge
    /// Give the second request up.
    case cancelHedge
    /// Give the range under way up, with its second request, and the one behind it.
    case cancelFetch
    /// Give the range behind the one under way up.
    case cancelAhead
    /// Read these bytes, which are at hand; answer with ``bytesRead(_:at:)`` and ``readEnded(at:)``, or
    /// ``stockFailed(at:)``.
    case read(Range<Int64>)
    /// Turn to the file of the older rendition that was found with the track; answer with ``tookReserve(at:)``.
    case takeReserve
    /// Have yt-dlp deliver; answer with ``pipeBegan(type:)``, ``pipeBrought(_:at:)``, ``pipeEnded(_:at:)``.
    case pipe(isLive: Bool)
    /// Call ``waited(at:)`` after this long.
    case wait(Duration)
    /// Send the head of the answer.
    case respond(ResponsePlan)
    /// Send so many zero bytes, then finish.
    case fill(Int64)
    /// The body is complete; call ``answered(sent:)`` when it has left.
    case finish
    /// Answer with an error, since nothing has been sent, and end as ``StreamSession/ending``.
    case reject(Rejection)
    /// Close the connection in mid-body, so that the client can tell, and end as ``StreamSession/ending``.
    case abort
    /// The stream is over.
    case end(StreamEnding)
    /// Tell later streams.
    case remember(RelayMemory.Lesson)
    /// Tell the subscribers.
    case publish(ProxyEvent.Kind)
  }

  /// A moment, on both clocks: one that measures, one that dates.
  struct Moment: Sendable {
    var instant: SuspendingClock.Instant
    var date: Date
  }
}
