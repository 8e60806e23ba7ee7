import TrackKit

/// Which web pages may use this program: what a browser says of the page behind a request, and what it wants to hear
/// (Fetch Standard, "CORS protocol").
struct WebOrigins: Sendable {
  private let allowed: Set<String>
  private let allowsAll: Bool

  /// - Parameter origins: origins in the form in which browsers write them, or `*` for all.
  init(_ origins: [String]) {
    allowed = Set(origins)
    allowsAll = allowed.contains("*")
  }

  /// Whether a page of `origin` may use this program.
  func allows(_ origin: String) -> Bool { allowsAll || allowed.contains(origin) }

  /// Whether a browser says that a page of a foreign site is behind the request, and that site is not allowed.
  ///
  /// An `<audio>` element without `crossorigin` sends no Origin; which page it stands on, Referer tells, which no page
  /// can forge.
  func refuses(_ request: RequestHead) -> Bool {
    guard request.values("sec-fetch-site").contains(where: { $0.trimmed == "cross-site" }) else {
      return false
    }
    if allowsAll { return false }
    let page = request.value("origin") ?? request.value("referer").flatMap(Self.origin)
    return !(page.map(allows) ?? false)
  }

  /// The fields that every answer to `request` has.
  func fields(for request: RequestHead) -> [HeaderField] {
    guard !allowed.isEmpty else { return [] }
    var fields = [HeaderField(name: "vary", value: "Origin")]
    if let origin = request.value("origin"), allows(origin) {
      fields.append(HeaderField(name: "access-control-allow-origin", value: allowsAll ? "*" : origin))
      fields.append(HeaderField(name: "access-control-expose-headers", value: Self.exposed))
    }
    return fields
  }

  /// The fields of the answer to a preflight; `nil` when `request` is none.
  func preflight(_ request: RequestHead) -> Preflight? {
    guard request.method == .options, let origin = request.value("origin"),
      request.value("access-control-request-method") != nil
    else { return nil }
    guard allows(origin) else { return .refused }
    var fields = [
      HeaderField(name: "access-control-allow-methods", value: "GET, HEAD"),
      HeaderField(name: "access-control-allow-headers", value: Self.accepted),
      HeaderField(name: "access-control-max-age", value: "600"),
    ]
    if request.value("access-control-request-private-network") == "true" {
      fields.append(HeaderField(name: "access-control-allow-private-network", value: "true"))
    }
    return .allowed(fields)
  }

  /// The answer to a preflight.
  enum Preflight: Equatable {
    /// The page may go on; with these fields.
    case allowed([HeaderField])
    /// It may not.
    case refused
  }

  /// The fields of requests that mean something here.
  private static let accepted =
    "Range, If-Range, If-Match, If-None-Match, Icy-MetaData, Cache-Control, Pragma"
  /// The fields of answers that a page may read.
  private static let exposed =
    "Content-Range, Accept-Ranges, Content-Length, Content-Disposition, Date, ETag, Retry-After, icy-name, icy-metaint, icy-br, ytmpd-failure"

  /// The origin of the page at `url`.
  private static func origin(of url: String) -> String? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    return String(url[..<scheme.upperBound] + url[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" })
      .lowercased()
  }
}
