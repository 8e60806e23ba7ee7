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
}
