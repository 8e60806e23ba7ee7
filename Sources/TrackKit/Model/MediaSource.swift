public import FoundationEssentials
import Glibc

/// The place a track's audio is fetched from, and what is known of it.
///
/// A row written by ytmpd holds the URL and its time alone; everything else is then read from the URL's own
/// query (`expire`, `itag`, `clen`, `mime`) or from the first answer of the origin.
public struct MediaSource: Sendable, Equatable {
  /// The signed URL, `http` or `https`. It carries the listener's address: never log or show it.
  public var url: String
  /// When the URL was resolved (`updated_at` in the database).
  public var resolvedAt: Date
  /// YouTube's number of the format (`itag`): yt-dlp's `format_id` without its place in a list; see ``Rendition``.
  public var formatID: String?
  /// The language as YouTube writes it, such as `en-US`.
  public var language: String?
  /// The file extension of the format, such as `webm`.
  public var fileExtension: String?
  /// The media type without parameters, such as `audio/webm`.
  public var contentType: String?
  /// The exact size in bytes.
  public var length: Int64?
  /// The average audio bit rate in kbit/s.
  public var bitrate: Int?
  /// The request headers yt-dlp says the origin wants.
  public var headers: [HeaderField]
  /// The largest range, in bytes, the origin is known to accept (yt-dlp's `http_chunk_size`).
  public var chunkLimit: Int64?
  /// Before this moment the origin answers 403 (yt-dlp's `available_at`).
  public var availableAt: Date?
  /// When YouTube made the file, as the `lmt` in the URL's query says it; `nil` when the URL alone tells.
  public var modified: String?

  /// A source; what is not given is not known.
  public init(
    url: String, resolvedAt: Date, formatID: String? = nil, language: String? = nil,
    fileExtension: String? = nil,
    contentType: String? = nil, length: Int64? = nil, bitrate: Int? = nil, headers: [HeaderField] = [],
    chunkLimit: Int64? = nil, availableAt: Date? = nil
  ) {
    self.url = url
    self.resolvedAt = resolvedAt
    self.formatID = formatID
    self.language = language
    self.fileExtension = fileExtension
    self.contentType = contentType
    self.length = length
    self.bitrate = bitrate
    self.headers = headers
    self.chunkLimit = chunkLimit
    self.availableAt = availableAt
  }

  /// The moment the origin stops accepting the URL (`expire=` in its query, Unix seconds).
  public var expiresAt: Date? {
    queryValue("expire").flatMap { Double($0) }.map { Date(timeIntervalSince1970: $0) }
  }

  /// The value of `name` in the URL's query, percent-decoded; `nil` when absent.
  public func queryValue(_ name: String) -> String? {
    // On bytes: a stream asks before each range, and walking the characters of a URL of 1 kB took a tenth of
    // the relay's time.
    var (url, name) = (url, name)
    return url.withUTF8 { url in name.withUTF8 { name in Self.value(of: name, inQueryOf: url) } }
  }

  private static func value(
    of name: UnsafeBufferPointer<UInt8>, inQueryOf url: UnsafeBufferPointer<UInt8>
  ) -> String? {
    guard let mark = place(of: "?", in: url, from: 0, to: url.count) else { return nil }
    let end = place(of: "#", in: url, from: mark, to: url.count) ?? url.count
    var start = mark + 1
    while start < end {
      let stop = place(of: "&", in: url, from: start, to: end) ?? end
      let equals = start + name.count
      if equals + 1 < stop, url[equals] == UInt8(ascii: "="), url[start..<equals].elementsEqual(name) {
        let value = String(decoding: url[(equals + 1)..<stop], as: UTF8.self)
        return place(of: "%", in: url, from: equals, to: stop) == nil ? value : PercentEncoding.decoded(value)
      }
      start = stop + 1
    }
    return nil
  }

  private static func place(
    of byte: Unicode.Scalar, in url: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    guard let base = url.baseAddress, let found = memchr(base + start, Int32(byte.value), end - start) else {
      return nil
    }
    return UnsafeRawPointer(base).distance(to: found)
  }
}

/// One header field of a request, as RFC 9110 §5 names it.
public struct HeaderField: Sendable, Equatable, Codable {
  /// The field name.
  public var name: String
  /// The field value.
  public var value: String

  /// A field; the caller answers for the absence of line breaks.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
