import NIOCore
import ProxyKit
import TrackKit

/// The way back to one client. Writes wait for the client, and fail once it is gone; from any task.
struct AnswerWriter: Sendable {
  /// The client is gone.
  struct Gone: Error {}

  private let channel: any Channel
  private let version: RequestHead.Version
  private let isKeepAlive: Bool
  /// Whether the content goes without a body: an answer to HEAD.
  private let isHead: Bool

  init(_ channel: any Channel, to request: RequestHead) {
    self.channel = channel
    version = request.version
    isKeepAlive = request.isKeepAlive
    isHead = request.method == .head
  }

  /// Answers with a whole body.
  ///
  /// - Throws: ``Gone``.
  func write(
    status: Int, _ body: [UInt8], as type: String = "application/json", fields: [HeaderField] = []
  ) async throws(Gone) {
    var bytes = AnswerHead.bytes(
      status: status, version: version,
      fields: [
        HeaderField(name: "content-type", value: type),
        HeaderField(name: "content-length", value: "\(body.count)"),
        HeaderField(name: "cache-control", value: "no-store"),
        HeaderField(name: "connection", value: isKeepAlive ? "keep-alive" : "close"),
      ], fields)
    if !isHead { bytes.writeBytes(body) }
    try await send(bytes)
  }

  /// Answers with a value as JSON.
  ///
  /// - Throws: ``Gone``.
  func write(_ value: some Encodable) async throws(Gone) {
    let body: [UInt8]
    do { body = try WireJSON.line(value) } catch {
      return try await write(ControlProblem(500, "the answer has a number that JSON does not have"))
    }
    try await write(status: 200, body)
  }

  /// Answers with a problem.
  ///
  /// - Throws: ``Gone``.
  func write(_ problem: ControlProblem, fields: [HeaderField] = []) async throws(Gone) {
    try await write(status: problem.status, WireJSON.plainLine(problem), fields: fields)
  }

  /// Begins an answer of lines, whose end is not known.
  ///
  /// - Throws: ``Gone``.
  func begin() async throws(Gone) {
    var fields = [
      HeaderField(name: "content-type", value: "application/x-ndjson"),
      HeaderField(name: "cache-control", value: "no-store"),
    ]
    if version == .http1_1 { fields.append(HeaderField(name: "transfer-encoding", value: "chunked")) }
    fields.append(
      HeaderField(name: "connection", value: isKeepAlive && version == .http1_1 ? "keep-alive" : "close"))
    try await send(AnswerHead.bytes(status: 200, version: version, fields: fields))
  }

  /// Goes on with whole lines.
  ///
  /// - Throws: ``Gone``.
  func write(lines: [UInt8]) async throws(Gone) {
    guard !lines.isEmpty, !isHead else { return }
    guard version == .http1_1 else { return try await send(ByteBuffer(bytes: lines)) }
    var chunk = ByteBuffer(string: String(lines.count, radix: 16) + "\r\n")
    chunk.writeBytes(lines)
    chunk.writeStaticString("\r\n")
    try await send(chunk)
  }

  /// Ends an answer of lines.
  ///
  /// - Throws: ``Gone``.
  func end() async throws(Gone) {
    if version == .http1_1, !isHead { try await send(ByteBuffer(string: "0\r\n\r\n")) }
  }

  private func send(_ bytes: ByteBuffer) async throws(Gone) {
    do { try await channel.writeAndFlush(bytes) } catch { throw Gone() }
  }
}
