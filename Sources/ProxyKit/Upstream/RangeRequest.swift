import TrackKit

/// One closed range of one URL: all that the origin is ever asked for.
struct RangeRequest: Sendable, Equatable {
  /// The signed URL.
  var url: String
  /// The request headers the origin wants.
  var headers: [HeaderField]
  /// The first byte, from 0.
  var first: Int64
  /// The last byte, included (RFC 9110 §14.1.2).
  var last: Int64
  /// Whether the connections that are kept may be dead, because the last range fell silent or broke off: it is asked
  /// for on a new one, and the kept ones are dropped.
  var needsFreshConnection = false
  /// Whether it begins the file, and its first bytes are to tell how that is laid out.
  var looksAtHead = false

  /// How many bytes the range holds.
  var count: Int64 { last - first + 1 }
}

/// What the origin said before the bytes of a range.
struct RangeHead: Sendable, Equatable {
  /// The size of the whole file, when the origin knows it.
  var total: Int64?
  /// The media type without parameters.
  var contentType: String?
  /// The last byte that follows, when any do.
  var last: Int64?
}

/// How a range ended.
enum RangeOutcome: Sendable, Equatable {
  /// Every byte came.
  case complete
  /// It broke; the bytes before are good.
  case failed(YouTubeStreamError.Cause)
}
