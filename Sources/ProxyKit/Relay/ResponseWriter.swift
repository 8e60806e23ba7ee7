import NIOCore
import TrackKit

/// The way back to one client, on the event loop.
protocol ResponseWriter: AnyObject {
  /// Sends the head of an answer; a body follows unless the request was a HEAD.
  func writeHead(status: Int, fields: [HeaderField])
  /// Sends body bytes with the next ``flush()``; `done` is called when they have left for the kernel, and never
  /// when the connection breaks before.
  func writeBody(_ buffer: ByteBuffer, done: @escaping () -> Void)
  /// Sends a part of a file with the next ``flush()``; `done` as for ``writeBody(_:done:)``. Only in a body whose length
  /// has been told.
  func writeRegion(_ region: FileRegion, done: @escaping () -> Void)
  /// Sends what has been written.
  func flush()
  /// Sends what has been written and ends the answer; `done` is called when all of it has left, and never when
  /// the connection breaks before.
  func writeEnd(done: @escaping () -> Void)
  /// Lets the kernel hold as much for the client as suits its pace.
  func suit(_ pace: ClientPace)
  /// Closes the connection at once.
  func close()
  /// Closes the connection at once, in mid-answer, so that the client can tell: by a reset where the end of the
  /// connection would be the end of the body (HTTP/1.0 without a length).
  func breakOff()
}

extension ResponseWriter {
  /// Sends a whole answer of one sentence.
  func writeText(status: Int, _ sentence: String, fields: [HeaderField] = [], done: @escaping () -> Void = {})
  {
    let buffer = ByteBuffer(string: sentence + "\n")
    writeHead(
      status: status,
      fields: [
        HeaderField(name: "content-type", value: "text/plain; charset=utf-8"),
        HeaderField(name: "content-length", value: "\(buffer.readableBytes)"),
      ] + fields)
    writeBody(buffer) {}
    writeEnd(done: done)
  }

  /// Sends an error answer.
  func writeRejection(_ rejection: StreamSession.Rejection) {
    var fields = rejection.retryAfter.map { [HeaderField(name: "retry-after", value: "\($0)")] } ?? []
    if let word = rejection.word { fields.append(HeaderField(name: "ytmpd-failure", value: word)) }
    writeText(status: rejection.status, rejection.sentence, fields: fields)
  }
}
