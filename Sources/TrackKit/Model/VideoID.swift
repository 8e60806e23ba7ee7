/// A YouTube video id: eleven characters of `A-Z a-z 0-9 _ -`.
///
/// This initialiser is the only way in; whoever holds a `VideoID` need not check it again. Ids may begin
/// with `-`, so they never stand alone on a command line: ``watchURL`` does.
public struct VideoID: Hashable, Sendable, CustomStringConvertible, LosslessStringConvertible {
  /// The eleven characters.
  public let rawValue: String

  /// The id, or `nil` when `text` is not exactly eleven allowed characters.
  public init?(_ text: some StringProtocol) {
    let bytes = text.utf8
    guard bytes.count == 11, bytes.allSatisfy(Self.isAllowed) else { return nil }
    rawValue = String(text)
  }

  /// The id, or `nil`: what `LosslessStringConvertible` asks for.
  public init?(_ description: String) {
    self.init(description[...])
  }

  /// The eleven characters.
  public var description: String { rawValue }

  /// The page of the video, as yt-dlp wants it.
  public var watchURL: String { "https://www.youtube.com/watch?v=\(rawValue)" }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

extension VideoID: Codable {
  /// Reads the id from its string form.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the string is not a video id.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let id = VideoID(text) else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "\(text.debugDescription) is not a video id"))
    }
    self = id
  }

  /// Writes the id as a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
