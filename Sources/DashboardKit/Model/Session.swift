/// What the dashboard is attached to.
public struct Session: Sendable, Equatable, Codable {
  /// Whether streams end with the dashboard; `false` when they live in `serve`.
  public var ownsStreams: Bool
  /// Whether the music can go on in the background when the dashboard goes.
  public var canDetach: Bool
  /// The start of a track's public URL, up to the video id.
  public var trackURL: String

  /// A dashboard over a proxy of its own, unless said otherwise.
  public init(ownsStreams: Bool = true, trackURL: String = "", canDetach: Bool = false) {
    self.ownsStreams = ownsStreams
    self.trackURL = trackURL
    self.canDetach = canDetach
  }

  /// The port in ``trackURL``, `nil` where it names none.
  var port: Int? {
    guard let start = trackURL.firstRange(of: "://")?.upperBound else { return nil }
    let host = trackURL[start...].prefix { $0 != "/" }
    guard let colon = host.lastIndex(of: ":") else { return nil }
    return Int(host[colon...].dropFirst())
  }
}
