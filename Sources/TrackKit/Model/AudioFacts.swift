/// What the cache of audio knows of a rendition besides its bytes. No URL is part of it.
public struct AudioFacts: Sendable, Hashable {
  /// The video.
  public var id: VideoID
  /// Which recording, in which form.
  public var rendition: Rendition
  /// Its exact size in bytes, at least 1.
  public var length: Int64
  /// The media type without parameters, such as `audio/webm`; `nil` when not known.
  public var contentType: String?
  /// The average audio bit rate in kbit/s, `nil` when not known.
  public var bitrate: Int?
  /// The file extension of the format, such as `webm`; `nil` when not known.
  public var fileExtension: String?

  /// Facts; what is not given is not known.
  public init(
    id: VideoID, rendition: Rendition, length: Int64, contentType: String? = nil, bitrate: Int? = nil,
    fileExtension: String? = nil
  ) {
    self.id = id
    self.rendition = rendition
    self.length = length
    self.contentType = contentType
    self.bitrate = bitrate
    self.fileExtension = fileExtension
  }
}
