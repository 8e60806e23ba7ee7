import TrackKit

/// The header section of an origin's answer, read line by line, and what it means for a range.
struct ResponseHead: Sendable {
  /// The status code (RFC 9110 §15).
  private(set) var status = 0
  private var contentRange: ContentRange?
  private var contentType: String?
  private var contentLength: Int64?
  private var retryAfter: Duration?
  /// Where a redirect leads.
  private var location: String?

  /// Reads a header line, its line end included. A status line starts the head again, so that the answer after
  /// redirects and interim responses counts.
  mutating func read(line bytes: UnsafeRawBufferPointer) {
    let line = String(decoding: bytes, as: UTF8.self)
    if line.hasPrefix("HTTP/") {
      self = ResponseHead()
      status =
        line.split(maxSplits: 2, whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0
      return
    }
    guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { return }
    let value = line[line.index(after: colon)...].trimmed
    switch line[..<colon].lowercased() {
    case "content-range": contentRange = ContentRange(value)
    case "content-type": contentType = value.prefix { $0 != ";" }.trimmed.lowercased()
    case "content-length": contentLength = Int64(value)
    // Only the delay form is worth reading: origins under load send seconds.
    case "retry-after": retryAfter = Int64(value).flatMap { $0 >= 0 ? .seconds($0) : nil }
    case "location" where (300..<400).contains(status): location = value
    default: break
    }
  }

  /// Where a redirect leads, if the last line has told.
  mutating func takeLocation() -> String? { location.take() }

  /// The head of a range that may be joined on, or why these bytes must not be.
  func accepting(_ request: RangeRequest) -> Result<RangeHead, Refusal> {
    if status == 206 || status == 200, let contentType, !Self.isAudio(contentType) {
      return .failure(Refusal(Self.isPage(contentType) ? .page(contentType) : .otherType(contentType)))
    }
    switch status {
    case 206: break
    case 200: return .failure(Refusal(.mismatch("the whole file instead of a range")))
    case 429: return .failure(Refusal(.tooManyRequests(retryAfter: retryAfter)))
    default: return .failure(Refusal(.status(status)))
    }
    guard let contentRange else { return .failure(Refusal(.mismatch("no Content-Range"))) }
    guard contentRange.first == request.first else {
      return .failure(
        Refusal(.mismatch("bytes from \(contentRange.first) instead of \(request.first)")))
    }
    // A shorter range than asked for is right at the end of the file only, which may be anywhere while its length is
    // unknown.
    let expectedLast = min(request.last, contentRange.total.map { $0 - 1 } ?? contentRange.last)
    guard contentRange.last == expectedLast else {
      return .failure(
        Refusal(.mismatch("bytes up to \(contentRange.last) instead of \(expectedLast)")))
    }
    if let contentLength, contentLength != contentRange.last - contentRange.first + 1 {
      return .failure(Refusal(.mismatch("Content-Length \(contentLength) for \(contentRange)")))
    }
    return .success(
      RangeHead(total: contentRange.total, contentType: contentType, last: contentRange.last))
  }

  /// Whether a media type may be that of a track; YouTube's own protocols have types of their own, such as
  /// `application/vnd.yt-ump`.
  private static func isAudio(_ type: String) -> Bool {
    ["audio/", "video/"].contains(where: type.hasPrefix) || type == "application/octet-stream" || type.isEmpty
  }

  /// Whether it is that of a page for people.
  private static func isPage(_ type: String) -> Bool {
    type.hasPrefix("text/") || type == "application/xhtml+xml"
  }

  /// The size a 416 tells of (`bytes */N`).
  var unsatisfiedTotal: Int64? { status == 416 ? contentRange?.total : nil }

  /// Why an answer's bytes must not be joined on.
  struct Refusal: Error, Equatable {
    let cause: YouTubeStreamError.Cause
    init(_ cause: YouTubeStreamError.Cause) { self.cause = cause }
  }
}

/// A `Content-Range` of bytes (RFC 9110 §14.4).
struct ContentRange: Sendable, Equatable, CustomStringConvertible {
  let first: Int64
  let last: Int64
  let total: Int64?

  /// `bytes 0-99/1234`, `bytes 0-99/*` or, for a 416, `bytes */1234`; `nil` for anything else.
  init?(_ value: some StringProtocol) {
    guard value.lowercased().hasPrefix("bytes ") else { return nil }
    let parts = value.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    total = Int64(parts[1])
    guard total.map({ $0 >= 0 }) ?? (parts[1] == "*") else { return nil }
    if parts[0] == "*" {
      (first, last) = (0, -1)
      return
    }
    let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0, last >= first,
      last < total ?? .max
    else { return nil }
    (self.first, self.last) = (first, last)
  }

  var description: String { "bytes \(first)-\(last)/\(total.map { "\($0)" } ?? "*")" }
}
