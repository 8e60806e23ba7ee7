import Glibc
import NIOCore
import NIOHTTP1

/// Tells a connection that it is cut by the origin, not left by its client.
struct OriginGoesAway {}

/// Plays the answers to one connection's requests, one after another, at the client's pace.
///
/// Lives on its channel's event loop.
final class OriginConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  /// An answer under way.
  private struct Performance {
    let number: Int
    let asset: Asset?
    var steps: ArraySlice<Answer.Step>
    /// Whether the next portion of a rhythm, or the end of a pause, is still to come.
    var isPausing = false
    /// Whether the step at the front has had its pause.
    var hasPaused = false

    /// Puts `step`, what is left of the one at the front, in its place.
    mutating func continueWith(_ step: Answer.Step) {
      hasPaused = false
      steps[steps.startIndex] = step
    }
  }

  private let number: Int
  private let catalogue: Catalogue
  private let sliceBytes: Int64
  private let pace: Answer.Rhythm?
  private var waiting: CircularBuffer<HTTPRequestHead> = []
  private var performance: Performance?
  private var timer: Scheduled<Void>?
  private var isAdvancing = false
  private var isClosing = false

  init(number: Int, catalogue: Catalogue, sliceBytes: Int, pace: Answer.Rhythm?) {
    self.number = number
    self.catalogue = catalogue
    self.sliceBytes = Int64(max(1, sliceBytes))
    self.pace = pace
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data), !isClosing else { return }
    waiting.append(head)
    advance(context)
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    advance(context)
    context.fireChannelWritabilityChanged()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    end(isClosing ? .cut : .clientLeft)
    waiting.removeAll()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A client that resets, or speaks no HTTP, is gone as far as the origin is concerned.
    context.close(promise: nil)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is OriginGoesAway else { return context.fireUserInboundEventTriggered(event) }
    isClosing = true
    context.close(promise: nil)
  }

  /// Performs steps until one has to wait for time, for the client, or for a request.
  private func advance(_ context: ChannelHandlerContext) {
    // A write may make the channel unwritable and writable again before it returns.
    guard !isAdvancing else { return }
    isAdvancing = true
    defer { isAdvancing = false }
    while !isClosing {
      if performance == nil {
        guard let head = waiting.popFirst() else { return }
        let decision = catalogue.decide(
          head, connection: number, peer: context.remoteAddress?.ipAddress ?? "")
        performance = Performance(
          number: decision.number, asset: decision.asset, steps: decision.answer.steps[...])
      }
      guard let performance, !performance.isPausing, context.channel.isWritable,
        let step = performance.steps.first
      else { return }
      perform(step, context)
    }
  }

  private func perform(_ step: Answer.Step, _ context: ChannelHandlerContext) {
    switch step {
    case .wait(let duration):
      if performance?.hasPaused == true { return next() }
      pause(duration, context)
    case .waitForever:
      performance?.isPausing = true
    case .head(let status, let fields):
      // Noted before it is sent: whoever has the answer finds it in the log.
      record { $0.status = status }
      next()
      write(head(status, fields), context)
    case .text(let text):
      next()
      write(body: context.channel.allocator.buffer(string: text), context)
    case .asset(let range, let rhythm):
      send(range, rhythm ?? pace, isScripted: rhythm != nil, context)
    case .keepAlive:
      end(.complete)
    case .close(let cut):
      isClosing = true
      end(cut == .complete ? .complete : .cut)
      context.close(promise: nil)
    case .reset:
      reset(context)
    }
  }

  /// Sends the first slice of `range` and leaves the rest as the step at the front.
  private func send(
    _ range: Range<Int64>, _ rhythm: Answer.Rhythm?, isScripted: Bool, _ context: ChannelHandlerContext
  ) {
    guard !range.isEmpty else { return next() }
    if let rhythm, performance?.hasPaused != true { return pause(rhythm.every, context) }
    let size = rhythm.map { Int64($0.bytes) } ?? sliceBytes
    let end = min(range.upperBound, range.lowerBound + size)
    do {
      let slice = try slice(range.lowerBound..<end)
      performance?.continueWith(.asset(end..<range.upperBound, isScripted ? rhythm : nil))
      write(body: slice, context)
    } catch {
      // The file has shrunk or is gone: the client sees an answer that ends short, as of a server that failed.
      isClosing = true
      context.close(promise: nil)
    }
  }

  /// Bytes of the asset, zero bytes past its end.
  private func slice(_ range: Range<Int64>) throws(AssetError) -> ByteBuffer {
    guard let asset = performance?.asset else { return ByteBuffer() }
    let real = range.clamped(to: 0..<asset.length)
    var bytes = try asset.bytes(real)
    bytes.writeRepeatingByte(0, count: range.count - real.count)
    return bytes
  }

  private func next() {
    performance?.steps.removeFirst()
    performance?.hasPaused = false
  }

  private func pause(_ duration: Duration, _ context: ChannelHandlerContext) {
    performance?.isPausing = true
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(duration)) {
      self.performance?.isPausing = false
      self.performance?.hasPaused = true
      self.advance(context)
    }
  }

  /// Sends what was written, then a reset in place of a close (RFC 9293 §3.10.5, by a linger time of zero).
  private func reset(_ context: ChannelHandlerContext) {
    // A reset throws away what the kernel has not sent yet: give a reading client time to get it.
    if performance?.hasPaused != true { return pause(.milliseconds(20), context) }
    isClosing = true
    end(.cut)
    // Takes effect at once on the channel's own loop; on a socket that is gone there is nothing to reset.
    (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      .whenFailure { _ in }
    context.close(promise: nil)
  }

  private func end(_ ending: RequestRecord.Ending) {
    guard performance != nil else { return }
    record { $0.ending = ending }
    performance = nil
  }

  private func record(_ body: (inout RequestRecord) -> Void) {
    if let number = performance?.number { catalogue.log.update(number, body) }
  }

  private func write(body: ByteBuffer, _ context: ChannelHandlerContext) {
    let count = Int64(body.readableBytes)
    record { $0.bytesSent += count }
    write(body, context)
  }

  private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  /// The head as text; written here because faults want heads that a codec would put right.
  private func head(_ status: Int, _ fields: [Answer.Field]) -> ByteBuffer {
    let reason = HTTPResponseStatus(statusCode: status).reasonPhrase
    var text = "HTTP/1.1 \(status) \(reason)\r\nServer: gvs 1.0\r\n"
    for field in fields { text += "\(field.name): \(field.value)\r\n" }
    return ByteBuffer(string: text + "\r\n")
  }
}
