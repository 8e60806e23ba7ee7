import NIOCore
import ProxyKit

/// One client's connection: makes requests of its bytes, and has each answered by a task of its own, one after another. A
/// client that leaves cancels the task.
final class ControlHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let routes: ControlRoutes
  private let register: ControlRegister
  private var context: ChannelHandlerContext?
  private var reader = RequestReader(keeping: ControlAPI.longestContent)
  private var input = ByteBuffer()
  private var work: Task<Void, Never>?
  private var isClosing = false
  private var deadline: Scheduled<Void>?

  /// How long a client may take for a request, from the moment on in which the connection has nothing to do.
  private static let requestTime = TimeAmount.seconds(30)

  init(routes: ControlRoutes, register: ControlRegister) {
    self.routes = routes
    self.register = register
  }

  /// Whether a request is being answered.
  var isBusy: Bool { work != nil }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func channelActive(context: ChannelHandlerContext) {
    guard register.opened(self) else { return refuse(503, "there are too many connections") }
    setDeadline()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    isClosing = true
    deadline?.cancel()
    work?.cancel()
    register.closed(self)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isClosing else { return }
    var bytes = unwrapInboundIn(data)
    input.writeBuffer(&bytes)
    // Nobody sends this much behind a request without waiting for its answer.
    if isBusy, input.readableBytes > Int(ControlAPI.longestContent) { return close() }
    readRequest()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  /// Closes the connection; what is being answered is cancelled.
  func close() {
    isClosing = true
    context?.close(promise: nil)
  }

  private func readRequest() {
    guard work == nil, !isClosing, let context else { return }
    switch reader.read(&input) {
    case .more: input.discardReadBytes()
    case .awaitsContinue:
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: AnswerHead.proceed)), promise: nil)
      readRequest()
    case .request(let request): begin(request, context)
    case .refused(let refusal): refuse(refusal.status, refusal.sentence)
    }
  }

  private func begin(_ request: RequestHead, _ context: ChannelHandlerContext) {
    deadline?.cancel()
    let writer = AnswerWriter(context.channel, to: request)
    let (me, loop, routes) = (NIOLoopBound(self, eventLoop: context.eventLoop), context.eventLoop, routes)
    // Content that was not read is in the way of the next request.
    let keeps = request.isKeepAlive && !request.isContentUnread
    work = Task {
      var isWhole = false
      do {
        try await routes.answer(request, on: writer)
        isWhole = true
      } catch {
        // The client is gone, or everything ends: an answer that breaks off tells the client.
      }
      let keeps = keeps && isWhole
      loop.execute { me.value.ended(keeps: keeps) }
    }
  }

  private func ended(keeps: Bool) {
    work = nil
    guard keeps, !isClosing else { return close() }
    setDeadline()
    readRequest()
  }

  private func refuse(_ status: Int, _ sentence: String) {
    guard let context else { return }
    isClosing = true
    let (channel, loop) = (context.channel, context.eventLoop)
    let me = NIOLoopBound(self, eventLoop: loop)
    var request = RequestHead()
    request.isKeepAlive = false
    let writer = AnswerWriter(channel, to: request)
    work = Task {
      // One that is gone needs no answer.
      try? await writer.write(ControlProblem(status, sentence))
      loop.execute { me.value.close() }
    }
  }

  private func setDeadline() {
    deadline?.cancel()
    guard let context else { return }
    let me = NIOLoopBound(self, eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: Self.requestTime) { me.value.close() }
  }
}

/// The open connections, bounded. Belongs to the event loop.
final class ControlRegister {
  private var connections: [ControlHandler] = []

  /// Takes a connection in. Where there is no room, the one goes that has been idle for longest.
  ///
  /// - Returns: whether there is room.
  func opened(_ connection: ControlHandler) -> Bool {
    if connections.count >= ControlAPI.mostConnections {
      guard let idle = connections.firstIndex(where: { !$0.isBusy }) else { return false }
      connections.remove(at: idle).close()
    }
    connections.append(connection)
    return true
  }

  func closed(_ connection: ControlHandler) { connections.removeAll { $0 === connection } }

  /// Closes everything.
  func closeAll() { for connection in connections { connection.close() } }
}
