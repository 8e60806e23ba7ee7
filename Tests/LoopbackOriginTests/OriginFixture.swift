import Testing

@testable import LoopbackOrigin

/// 300,000 bytes, no stretch of which is like another.
private let pattern = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }

/// An origin with one asset of `length` bytes, shut down when `body` is done.
func withOrigin(
  length: Int = 300_000, _ configuration: LoopbackOrigin.Configuration = .init(),
  _ body: (LoopbackOrigin, [UInt8]) async throws -> Void
) async throws {
  let origin = try await LoopbackOrigin.start(configuration)
  let bytes = length == pattern.count ? pattern : [UInt8](repeating: 7, count: length)
  origin.register(Asset(id: "dQw4w9WgXcQ", itag: 251, contentType: "audio/webm", bytes: bytes))
  do {
    try await body(origin, bytes)
  } catch {
    try await origin.shutdown()
    throw error
  }
  try await origin.shutdown()
}

extension LoopbackOrigin {
  static let id = "dQw4w9WgXcQ"

  /// A request for `target`, by default a fresh URL of the asset.
  func request(
    _ method: String = "GET", range: String?, url: String? = nil, more: String = ""
  ) throws -> String {
    let url = try #require(url ?? self.url(for: Self.id))
    let target = url.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" }
    let range = range.map { "Range: \($0)\r\n" } ?? ""
    return "\(method) \(target) HTTP/1.1\r\nHost: \(authority)\r\n\(range)\(more)\r\n"
  }

  /// Asks once for `range`.
  func ask(
    _ method: String = "GET", range: String?, url: String? = nil, _ appetite: WireClient.Appetite = .polite,
    patience: Duration = .seconds(10)
  ) async throws -> WireClient.Answer {
    let request = try request(method, range: range, url: url)
    return try #require(await WireClient.ask(port: port, request, appetite, patience: patience))
  }
}
