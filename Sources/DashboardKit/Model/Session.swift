/// What the dashboard is attached to.
public struct Session: Sendable, Equatable {
  /// Whether streams end with the dashboard; `false` when they live in `serve`.
  public var ownsStreams: Bool
  /// The start of a track's public URL, up to the video id.
  public var trackURL: String

  /// A dashboard over a proxy of its own, unless said otherwise.
  public init(ownsStreams: Bool = true, trackURL: String = "") {
    self.ownsStreams = ownsStreams
    self.trackURL = trackURL
  }

  /// The port in ``trackURL``, `nil` where it names none.
  var port: Int? {
    guard let start = trackURL.firstRange(of: "://")?.upperBound else { return nil }
    let host = trackURL[start...].prefix { $0 != "/" }
    guard let colon = host.lastIndex(of: ":") else { return nil }
    return Int(host[colon...].dropFirst())
  }
}
