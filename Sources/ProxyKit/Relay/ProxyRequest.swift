import Glibc
import TrackKit

/// One request for a track, as far as it matters to the answer.
struct ProxyRequest: Sendable, Equatable {
  /// The track.
  var id: VideoID
  /// Whether only the headers are wanted.
  var isHead = false
  /// The part that is wanted, `nil` for the whole.
  var range: RangeHeader?
  /// Whether there is a Range field, even one that is ignored.
  var hasRangeField = false
  /// What the answer depends on besides.
  var conditions = Preconditions()
  /// Whether the client sent `Icy-MetaData: 1`.
  var asksForIcy = false
  /// What `?icy=1` or `?icy=0` in the URL says.
  var icyOverride: Bool?
  /// What a DLNA renderer wants to be told.
  var dlna = DLNARequest()
  /// The value of User-Agent.
  var userAgent = "" {
    didSet {
      client = ClientProgram(userAgent: userAgent)
      isVLC = Self.namesVLC(userAgent)
    }
  }
  /// The program that says so.
  private(set) var client = ClientProgram(userAgent: "")
  /// The client's address without its port.
  var address = ""

  /// Whether the client shows that it can seek: `bytes=0-` means the whole, but only who can seek says so.
  var showsThatItSeeks: Bool { range != nil || hasRangeField }

  /// Whether the client is VLC, or a program around its library. It takes whatever has an `icy-name` for a radio
  /// station: it does not seek, and asks for it again at its end, so that a song never ends.
  private(set) var isVLC = false

  private static func namesVLC(_ userAgent: String) -> Bool { strstr(userAgent, "LibVLC/") != nil }

  /// The part that is wanted of a body with `tag`.
  func range(of tag: @autoclosure () -> EntityTag?) -> RangeHeader? {
    guard range != nil, conditions.ifRange != nil else { return range }
    return conditions.allowsRange(of: tag()) ? range : nil
  }
}
