public import FoundationEssentials

/// A stream's request, answer and source, for people who look closely. The signed URL is not part of it.
public struct StreamDetails: Sendable, Equatable, Codable {
  /// What the client asked for, such as `bytes 1200000-`.
  public var request = ""
  /// Where in the track the request begins.
  public var firstByte: Int64 = 0
  /// The status of the answer, `nil` while there is none.
  public var status: Int?
  /// The header fields of the answer.
  public var fields: [HeaderField] = []
  /// yt-dlp's `format_id`.
  public var formatID: String?
  /// The media type of the track.
  public var contentType: String?
  /// The average bit rate in kbit/s.
  public var bitrate: Int?
  /// The track's size in bytes.
  public var trackLength: Int64?
  /// When the URL was resolved, `nil` without a URL.
  public var urlResolvedAt: Date?
  /// When the origin stops accepting the URL.
  public var urlExpiresAt: Date?

  /// Nothing is known yet.
  public init() {}
}
