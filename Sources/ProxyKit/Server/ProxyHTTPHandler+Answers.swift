import NIOCore
import TrackKit

extension ProxyHTTPHandler {
  /// How far an answer has come.
  struct Answer {
    /// How the client knows where the body ends (RFC 9112 §6.3).
    enum Framing { case none, length, chunked, close }

    var framing = Framing.none
    /// Whether the head has been written.
    var hasHead = false
    /// Whether the body has been written to its end.
    var hasEnd = false
    /// Whether the connection stays open behind it (RFC 9112 §9.3).
    var isKept = false
    /// Bytes of the head that were sent before it was known: see ``ProxyHTTPHandler/watchForLeaving()``.
    var bytesAhead = 0
  }

  /// Sends bytes that belong to no answer's body.
  func writeNow(_ buffer: ByteBuffer) {
    context?.writeAndFlush(wrapOutboundOut(.byteBuffer(buffer)), promise: nil)
  }

  func endAnswer() {
    suit(.unknown)
    request = nil
    openRequest = nil
    feed?.stop()
    feed = nil
  }

  private func write(_ buffer: ByteBuffer, flush: Bool = false, done: @escaping () -> Void) {
    write(.byteBuffer(buffer), flush: flush, done: done)
  }

  private func write(_ data: IOData, flush: Bool = false, done: @escaping () -> Void) {
    guard let context else { return }
    let promise = context.eventLoop.makePromise(of: Void.self)
    unsentWrites += 1
    promise.futureResult.assumeIsolated().whenSuccess { [self] in
      unsentWrites -= 1
      done()
    }
    context.write(wrapOutboundOut(data), promise: promise)
    if flush { context.flush() }
  }

  private func writeFraming(_ text: StaticString) {
    context?.write(wrapOutboundOut(.byteBuffer(ByteBuffer(staticString: text))), promise: nil)
  }
}

extension ProxyHTTPHandler: ResponseWriter {
  func writeHead(status: Int, fields: [HeaderField]) {
    guard let context, let request else { return }
    let isOld = request.version == .http1_0
    answer.framing =
      if request.method == .head || status == 204 || status == 304 {
        .none
      } else if fields.contains(where: { $0.name == "content-length" }) {
        .length
      } else {
        isOld ? .close : .chunked
      }
    answer.hasHead = true
    answer.isKept =
      request.isKeepAlive && !request.isContentUnread && !relay.isDraining && !isAtEnd
      && answer.framing != .close
    var framing: [HeaderField] = []
    if answer.framing == .chunked {
      framing.append(HeaderField(name: "transfer-encoding", value: "chunked"))
    }
    if !answer.isKept {
      framing.append(HeaderField(name: "connection", value: "close"))
    } else if isOld {
      framing.append(HeaderField(name: "connection", value: "keep-alive"))
    }
    var bytes = AnswerHead.bytes(
      status: status, version: request.version, fields: gate.fields(for: request), fields, framing)
    bytes.moveReaderIndex(forwardBy: answer.bytesAhead)
    context.write(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
  }

  func writeBody(_ buffer: ByteBuffer, done: @escaping () -> Void) {
    guard let context, answer.framing != .none else { return }
    // A chunk without bytes would be the last one.
    guard answer.framing == .chunked, buffer.readableBytes > 0 else { return write(buffer, done: done) }
    let size = ByteBuffer(string: String(buffer.readableBytes, radix: 16) + "\r\n")
    context.write(wrapOutboundOut(.byteBuffer(size)), promise: nil)
    write(buffer, done: done)
    writeFraming("\r\n")
  }

  func writeRegion(_ region: FileRegion, done: @escaping () -> Void) {
    write(.fileRegion(region), done: done)
  }

  func flush() {
    context?.flush()
  }

  func writeEnd(done: @escaping () -> Void) {
    answer.hasEnd = true
    let end = answer.framing == .chunked ? ByteBuffer(staticString: "0\r\n\r\n") : ByteBuffer()
    write(end, flush: true) { [self] in
      done()
      if answer.isKept, !relay.isDraining {
        becomeIdle()
      } else if request?.isContentUnread == true {
        endAnswer()
        closeLater()
      } else {
        close()
      }
    }
  }

  func suit(_ pace: ClientPace) {
    guard pace != self.pace, let options = context?.channel.syncOptions else { return }
    self.pace = pace
    do {
      try options.setOption(.tcpOption(.notSentLowWater), value: SocketOptionValue(pace.notSentLowWater))
    } catch {
      // The connection is gone, as the next write will find; or this is no TCP, and nothing is lost.
    }
  }

  func close() {
    context?.close(promise: nil)
  }

  func breakOff() {
    // The end of the connection would be taken for the end of the song. A client of HTTP/1.0 may count on that even where
    // there is a length.
    if let request, answer.hasHead, !answer.hasEnd, answer.framing == .close || request.version == .http1_0 {
      reset()
    } else {
      close()
    }
  }
}
