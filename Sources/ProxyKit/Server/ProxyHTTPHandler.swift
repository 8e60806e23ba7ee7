import NIOCore
import TrackKit

/// One client connection: turns bytes into requests, and requests into streams and service answers, one after another.
///
/// What a request is, ``RequestReader`` decides; the next one is read when the answer before it is complete. Its concerns
/// have a file each: `+Requests` what is answered, `+Answers` the bytes of it, `+Ends` how the connection ends.
final class ProxyHTTPHandler: ChannelInboundHandler, ChannelOutboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundIn = ByteBuffer
  typealias OutboundOut = IOData

  let relay: Relay
  let routes: ServiceRoutes
  let gate: RequestGate
  let connections: ConnectionRegister
  var context: ChannelHandlerContext?
  /// The client's address without its port.
  private(set) var address = ""
  /// Whose connections are counted together with this one.
  private(set) var client = ConnectionLimits.ClientKey("")

  // What comes in.
  private var reader = RequestReader()
  private var input = ByteBuffer()
  private var isReading = false
  private var holdsRead = false
  /// Whether the client has ended its side, and gets the rest of its answers all the same.
  var isInputClosed = false

  // What is being answered.
  var request: RequestHead?
  var answer = Answer()
  /// The number of the request that is being answered, when it is one for a track.
  var openRequest: UInt64?
  var feed: EventFeed?
  var pace = ClientPace.unknown
  /// Writes that have not left for the kernel.
  var unsentWrites = 0

  // Its end.
  /// Since when, in nanoseconds of the monotonic clock, it has had nothing to do; `nil` while it has.
  private(set) var idleSince: UInt64?
  /// Whether what comes in is dropped, because the connection is about to be closed.
  var isClosing = false
  /// Whether the connection is closed.
  var isGone = false
  /// By when a request, or a part of one, has to be there.
  private(set) var deadline: (kind: DeadlineKind, time: NIODeadline)?
  var farewell: Scheduled<Void>?

  enum DeadlineKind { case request, idle }

  /// More than this is not read in advance of its turn.
  private static let mostInput = 64 * 1024

  init(relay: Relay, routes: ServiceRoutes, gate: RequestGate, connections: ConnectionRegister) {
    self.relay = relay
    self.routes = routes
    self.gate = gate
    self.connections = connections
  }

  // MARK: The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    address = context.remoteAddress?.ipAddress ?? ""
    client = ConnectionLimits.ClientKey(address)
    idleSince = NIODeadline.now().uptimeNanoseconds
    guard connections.opened(self) else {
      return refuse(RequestRefusal(status: 503, sentence: "there are too many connections"))
    }
    setDeadline(.request, connections.limits.requestTime)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    isGone = true
    deadline = nil
    farewell?.cancel()
    connections.closed(self)
    if let request = openRequest.take() { relay.clientLeft(request) }
    feed?.stop()
    feed = nil
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosing else { return }
    var bytes = unwrapInboundIn(data)
    if input.readableBytes == 0 { input = bytes } else { input.writeBuffer(&bytes) }
    readRequests()
  }

  /// Holds reading back while there is enough to do: a client that sends without reading has to wait.
  func read(context: ChannelHandlerContext) {
    if request != nil, input.readableBytes >= Self.mostInput { holdsRead = true } else { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? ChannelEvent, event == .inputClosed else {
      return context.fireUserInboundEventTriggered(event)
    }
    isInputClosed = true
    if isClosing { return context.close(promise: nil) }
    if request == nil { readRequests() } else { watchForLeaving() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A reset.
    context.close(promise: nil)
  }

  // MARK: Requests

  /// Reads requests and answers them, until one takes its time or nothing is left to read.
  func readRequests() {
    // An answer at once comes back here; a loop instead of depth, however many requests are sent in one go.
    guard !isReading else { return }
    isReading = true
    defer { isReading = false }
    while request == nil, !isClosing, !isGone {
      switch reader.read(&input) {
      case .more: return awaitBytes()
      case .awaitsContinue: writeNow(ByteBuffer(string: AnswerHead.proceed))
      case .request(let request):
        deadline = nil
        idleSince = nil
        begin(request)
      case .refused(let refusal): return refuse(refusal)
      }
    }
  }

  /// Whether there is a part of a request.
  private var hasPart: Bool { reader.isInside || input.readableBytes > 0 }

  /// Whether a request is being answered.
  var isAnswering: Bool { request != nil }

  /// Whether nothing more can come, and nothing is left.
  var isAtEnd: Bool { isInputClosed && !hasPart }

  private func awaitBytes() {
    if isInputClosed {
      if hasPart { refuse(.malformed("the request broke off")) } else { close() }
    } else if hasPart, deadline?.kind != .request {
      setDeadline(.request, connections.limits.requestTime)
    }
    resumeReading()
  }

  private func resumeReading() {
    guard holdsRead else { return }
    holdsRead = false
    context?.read()
  }

  /// The answer has left, and the connection is kept.
  func becomeIdle() {
    endAnswer()
    guard !relay.isDraining else { return close() }
    idleSince = NIODeadline.now().uptimeNanoseconds
    setDeadline(.idle, connections.limits.idleTime)
    readRequests()
  }

  // MARK: Deadlines

  private func setDeadline(_ kind: DeadlineKind, _ time: Duration) {
    let time = NIODeadline.now() + .nanoseconds(Int64(time.seconds * 1e9))
    deadline = (kind, time)
    connections.expect(time)
  }

  /// Ends the connection when its deadline is over at `now`.
  func checkDeadline(at now: NIODeadline) {
    guard let time = deadline?.time, time <= now else { return }
    deadline = nil
    guard hasPart else { return close() }
    refuse(RequestRefusal(status: 408, sentence: "the request took too long"))
  }
}
