import Glibc
import NIOCore
import NIOHTTP1
import TrackKit

/// One client connection: turns requests into streams and service answers, one after another.
///
/// Behind NIO's pipelining handler, so that the next request waits until the answer before it is complete.
final class ProxyHTTPHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let relay: Relay
  private let routes: ServiceRoutes
  private let connections: ConnectionRegister
  private var context: ChannelHandlerContext?
  /// The request that is being answered.
  private var head: HTTPRequestHead?
  /// The request that is being received, and one that waits until the answer before it has left.
  private var incoming: HTTPRequestHead?
  private var following: HTTPRequestHead?
  /// The number of the request that is being answered, when it is one for a track.
  private var openRequest: UInt64?
  private var feed: EventFeed?
  /// Whether the end of the connection is the end of the body that is being sent.
  private var endsWithConnection = false
  /// Whether the connection is closed.
  private var isGone = false
  private var pace = ClientPace.unknown
  /// Whether the connection stays open after this answer (RFC 9112 §9.3).
  private var isKept = false
  private var idleTimer: Scheduled<Void>?

  /// How long a connection may stay open without a whole request.
  private static let idleTimeout = TimeAmount.seconds(60)

  init(relay: Relay, routes: ServiceRoutes, connections: ConnectionRegister) {
    self.relay = relay
    self.routes = routes
    self.connections = connections
  }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    connections.opened(self)
    awaitRequest()
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    idleTimer?.cancel()
    connections.closed(self)
    isGone = true
    if let request = openRequest.take() { relay.clientLeft(request) }
    feed?.stop()
    feed = nil
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): incoming = head
    // Neither GET nor HEAD has a body worth reading (RFC 9110 §9.3.1).
    case .body: break
    case .end:
      guard let request = incoming.take() else { return }
      idleTimer?.cancel()
      // NIO's pipelining hands the next request over while the end of the answer is still being written.
      if isAnswering { following = request } else { begin(request) }
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A reset, or bytes that are no HTTP: the pipeline has answered 400 where that was possible.
    context.close(promise: nil)
  }

  /// Closes the connection if nothing is being answered on it; one that is, ends with its answer. Events have
  /// no end of their own.
  func closeIfIdle() {
    if let feed { feed.finish() } else if !isAnswering { close() }
  }

  /// Whether a request is being answered.
  private(set) var isAnswering = false

  private func begin(_ request: HTTPRequestHead) {
    head = request
    isAnswering = true
    answer(request)
  }

  private func answer(_ head: HTTPRequestHead) {
    let target = RequestTarget(head.uri)
    guard head.method == .GET || head.method == .HEAD else {
      writeText(
        status: 405, "only GET and HEAD are answered here",
        fields: [HeaderField(name: "allow", value: "GET, HEAD")])
      return
    }
    if target.path == EventFeed.path { return answerWithEvents(isHead: head.method == .HEAD) }
    guard let name = target.trackName else {
      routes.answer(target, host: head.headers.first(name: "host"), on: self)
      return
    }
    guard let id = VideoID(name) else {
      writeText(status: 400, "a video id has eleven characters of A-Z, a-z, 0-9, _ and -")
      return
    }
    var request = ProxyRequest(id: id)
    request.isHead = head.method == .HEAD
    request.range = RangeHeader(head.headers["range"])
    request.hasRangeField = head.headers.contains(name: "range")
    request.asksForIcy = head.headers["icy-metadata"].contains { $0.trimmed == "1" }
    request.icyOverride = target.icyOverride
    request.dlna = DLNARequest(
      transferMode: head.headers.first(name: "transferMode.dlna.org"),
      contentFeatures: head.headers.first(name: "getcontentFeatures.dlna.org"))
    request.userAgent = head.headers.first(name: "user-agent") ?? ""
    request.address = context?.remoteAddress?.ipAddress ?? ""
    // After an answer at once, the next request on this connection may have been begun.
    guard let number = relay.open(request, on: self) else { return }
    // A write that fails closes the connection before it returns, when the relay could not be told yet.
    if isGone { relay.clientLeft(number) } else { openRequest = number }
  }

  /// Answers with events. They name songs and clients, so other machines must not see them.
  private func answerWithEvents(isHead: Bool) {
    guard let context, let address = context.remoteAddress?.ipAddress, EventFeed.isLoopback(address) else {
      return writeText(status: 403, "events are for programs on this machine")
    }
    // Events have no end of their own, which going down would wait for.
    guard !relay.isDraining else { return writeText(status: 503, GoingDownError().sentence) }
    let feed = EventFeed(relay.parts.events.hub, on: self, eventLoop: context.eventLoop)
    self.feed = feed
    feed.start(isHead: isHead)
  }

  private func becomeIdle() {
    isAnswering = false
    suit(.unknown)
    openRequest = nil
    feed?.stop()
    feed = nil
    head = nil
    if relay.isDraining {
      close()
      return
    }
    if let request = following.take() {
      begin(request)
      return
    }
    awaitRequest()
  }

  private func awaitRequest() {
    guard let context else { return }
    idleTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.idleTimeout) { [weak self] in
      self?.close()
    }
  }
}

extension ProxyHTTPHandler: ResponseWriter {
  func writeHead(status: Int, fields: [HeaderField]) {
    guard let context, let request = head else { return }
    var headers = HTTPHeaders(fields.map { ($0.name, $0.value) })
    isKept =
      request.isKeepAlive && !relay.isDraining
      && (request.version == .http1_1 || headers.contains(name: "content-length"))
    if !isKept {
      headers.add(name: "connection", value: "close")
    } else if request.version != .http1_1 {
      headers.add(name: "connection", value: "keep-alive")
    }
    endsWithConnection = request.version != .http1_1 && !headers.contains(name: "content-length")
    let head = HTTPResponseHead(
      version: request.version, status: HTTPResponseStatus(statusCode: status), headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
  }

  func writeBody(_ buffer: ByteBuffer, done: @escaping () -> Void) {
    guard let context, head?.method != .HEAD else { return }
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenSuccess(done)
    context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: promise)
  }

  func flush() {
    context?.flush()
  }

  func writeEnd(done: @escaping () -> Void) {
    guard let context else { return }
    let promise = context.eventLoop.makePromise(of: Void.self)
    promise.futureResult.assumeIsolated().whenSuccess { [self] in
      done()
      if isKept, !relay.isDraining { becomeIdle() } else { close() }
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: promise)
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
    guard isAnswering, endsWithConnection, let channel = context?.channel as? any SocketOptionProvider else {
      return close()
    }
    // Without lingering, closing resets the connection.
    channel.setSoLinger(linger(l_onoff: 1, l_linger: 0)).assumeIsolated().whenComplete { [self] _ in close() }
  }
}
