/// Something an origin does instead of answering as it should.
///
/// Counts are in bytes of the body. Faults hit requests that would have been served; one the origin refuses
/// anyway (expired, no closed range, unknown) is refused, and a scripted fault waits for the next request.
public indirect enum Fault: Sendable, Equatable {
  /// Another status, with an empty body; 416 and 429 included.
  case status(Int, retryAfter: Duration? = nil)
  /// The URL is dead from this request on, and answered with this status: 403, 404 or 410.
  case revoke(Int)
  /// The connection is reset before a head is sent.
  case resetBeforeHead
  /// The connection is reset after so many bytes of the body.
  case reset(after: Int64)
  /// The connection is closed in good order after so many bytes, short of what the head promised.
  case close(after: Int64)
  /// No byte after so many of the body, for the given time or, with `nil`, without end; then the rest.
  case stall(after: Int64, for: Duration?)
  /// After so many bytes the rest comes in crumbs: `bytes` at a time, one every so often.
  case trickle(after: Int64 = 0, bytes: Int, every: Duration)
  /// 200 and the whole asset instead of 206 and the range.
  case wholeBody
  /// The right bytes, but a Content-Range whose start and total are off by so much.
  case wrongContentRange(start: Int64 = 0, total: Int64 = 0)
  /// The right bytes, but a Content-Range that keeps the total to itself (`*`).
  case unknownTotal
  /// A correct answer to a range that ends this much sooner than the one asked for.
  case shorterRange(by: Int64)
  /// A correct answer to a range that ends this much later than the one asked for.
  case longerRange(by: Int64)
  /// So many bytes more than Content-Length promised, then a close.
  case surplus(Int64)
  /// 206 without a Content-Length: the end is where the connection closes.
  case closeDelimited
  /// A web page.
  case html(status: Int = 200)
  /// Something of another media type than audio.
  case otherMedia(String, status: Int = 200)
  /// 302 to another URL.
  case redirect(to: String)
  /// 302 to the same URL, and again for each time round.
  case redirectLoop
  /// The head comes this much later; then the answer, or another fault.
  case delay(Duration, then: Fault? = nil)
  /// The request is read and never answered.
  case silence
}
