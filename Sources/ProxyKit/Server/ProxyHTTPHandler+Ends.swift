import Glibc
import NIOCore
import TrackKit

/// How a connection ends.
extension ProxyHTTPHandler {
  /// Closes the connection if nothing is being answered on it; one that is, ends with its answer. Events have
  /// no end of their own.
  func closeIfIdle() {
    if let feed { feed.finish() } else if request == nil { close() }
  }

  /// Answers what is no request, and closes the connection.
  func refuse(_ refusal: RequestRefusal) {
    guard let context, !isClosing else { return }
    let body = refusal.sentence + "\n"
    var bytes = AnswerHead.bytes(
      status: refusal.status, version: .http1_1, fields: gate.fields(for: nil),
      [
        HeaderField(name: "content-type", value: "text/plain; charset=utf-8"),
        HeaderField(name: "content-length", value: "\(body.utf8.count)"),
        HeaderField(name: "connection", value: "close"),
      ])
    bytes.writeString(body)
    context.writeAndFlush(wrapOutboundOut(.byteBuffer(bytes)), promise: nil)
    closeLater()
  }

  /// Ends our side, and drops what still comes in for a moment: a connection that is closed over unread bytes is reset,
  /// and the client may lose the answer (RFC 9112 §9.6).
  func closeLater() {
    guard let context, !isClosing else { return }
    isClosing = true
    guard !isInputClosed else { return context.close(promise: nil) }
    context.close(mode: .output, promise: nil)
    context.read()
    bidFarewell(in: connections.limits.lingerTime) { $0.context?.close(promise: nil) }
  }

  /// Resets the connection, once the client has what was sent before: a body without a length would seem to be whole if
  /// the connection ended well.
  func reset() {
    isClosing = true
    reset(tries: 40)
  }

  private func reset(tries: Int) {
    guard let context else { return }
    // Who goes down does not wait.
    guard tries > 0, !relay.isDraining, let state = transport, state.unacknowledged > 0 else {
      _ = withDescriptor { descriptor in
        var atOnce = linger(l_onoff: 1, l_linger: 0)
        return setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &atOnce, socklen_t(MemoryLayout<linger>.size))
      }
      return context.close(promise: nil)
    }
    bidFarewell(in: .milliseconds(50)) { $0.reset(tries: tries - 1) }
  }

  private func bidFarewell(in time: Duration, _ body: @escaping (ProxyHTTPHandler) -> Void) {
    farewell?.cancel()
    farewell = relay.parts.schedule(time) { [weak self] in
      if let self { body(self) }
    }
  }

  // MARK: Half-closed clients

  /// The client has ended its side before its answer was complete. It may have closed the connection altogether, which
  /// looks the same, and shows when something is sent to it: then it resets the connection. As long as the answer has no
  /// head, that can be the bytes with which every head begins.
  func watchForLeaving() {
    bidFarewell(in: .milliseconds(50)) { $0.probe(quiet: .zero, before: nil) }
  }

  private func probe(quiet: Duration, before: UInt64?) {
    guard isInputClosed, let request, !isClosing else { return }
    let interval = Duration.milliseconds(500)
    var quiet = quiet + interval
    let state = transport
    let acknowledged = state?.acknowledged
    // One that has bytes left to read has not closed its connection, or would have reset it.
    let isReader = unsentWrites > 0 || (state?.unacknowledged ?? 0) > 0
    let patience = connections.limits.halfClosedPatience
    if !answer.hasHead {
      let start = AnswerHead.start(request.version).utf8
      if answer.bytesAhead < start.count {
        writeNow(ByteBuffer(bytes: start.dropFirst(answer.bytesAhead).prefix(1)))
        answer.bytesAhead += 1
      }
      quiet = .zero
    } else if let feed {
      feed.probe()
      quiet = .zero
    } else if acknowledged != before {
      quiet = .zero
    } else if quiet >= (isReader ? patience * 15 : patience) {
      context?.close(promise: nil)
      return
    }
    bidFarewell(in: interval) { $0.probe(quiet: quiet, before: acknowledged) }
  }

  /// What the kernel knows of the connection, `nil` where it is none of TCP.
  private var transport: TransportState? { withDescriptor { TransportState(of: $0) } ?? nil }

  private func withDescriptor<Value>(_ body: (CInt) -> Value) -> Value? {
    do {
      return try context?.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: CInt.self) { body($0) }
    } catch {
      // The connection is closed.
      return nil
    }
  }
}

/// What the kernel knows of a connection: the part of `struct tcp_info` that matters (tcp(7), linux/tcp.h).
private struct TransportState {
  /// Bytes that the client's system has taken since the connection began.
  let acknowledged: UInt64
  /// Packets under way and bytes not sent yet, added up: 0 when the client's system has everything.
  let unacknowledged: UInt64

  init?(of descriptor: CInt) {
    var info = [UInt64](repeating: 0, count: 32)
    var length = socklen_t(info.count * MemoryLayout<UInt64>.size)
    guard getsockopt(descriptor, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0 else { return nil }
    // Eight bytes of state, then numbers of four bytes; from byte 104 on numbers of eight.
    acknowledged = info[15]
    unacknowledged = (info[3] & 0xFFFF_FFFF) + (info[18] & 0xFFFF_FFFF)
  }
}
