import NIOCore
import TrackKit

/// What a request is answered with.
extension ProxyHTTPHandler {
  func begin(_ request: RequestHead) {
    self.request = request
    answer = Answer()
    respond(to: request)
  }

  private func respond(to request: RequestHead) {
    if let refusal = gate.refusal(of: request) { return write(refusal) }
    switch request.method {
    case .options: return writeOptions(request)
    case .unknown: return writeText(status: 501, "this method is not known here", fields: [Self.allow])
    case .post, .unsupported:
      return writeText(status: 405, "only GET and HEAD are answered here", fields: [Self.allow])
    case .get, .head: break
    }
    if request.isExpectationUnknown {
      return writeText(status: 417, "nothing but 100-continue can be expected here")
    }
    if request.isContentUnread {
      return writeText(
        status: 413, "\(RequestLimits.content) bytes of content are the most that a request may have")
    }
    let target = RequestTarget(request.target)
    if target.path == EventFeed.path { return answerWithEvents(request) }
    guard let name = target.trackName else {
      return routes.answer(target, host: request.authority?.text, on: self)
    }
    guard let id = VideoID(name) else {
      return writeText(status: 400, "a video id has eleven characters of A-Z, a-z, 0-9, _ and -")
    }
    if let refusal = gate.refusalOfStream(to: request) { return write(refusal) }
    // After an answer at once, the next request on this connection may have been begun.
    guard let number = relay.open(proxyRequest(id, target, request), on: self) else { return }
    // A write that fails closes the connection before it returns, when the relay could not be told yet.
    if isGone { relay.clientLeft(number) } else { openRequest = number }
  }

  private func proxyRequest(_ id: VideoID, _ target: RequestTarget, _ head: RequestHead) -> ProxyRequest {
    var request = ProxyRequest(id: id)
    request.isHead = head.method == .head
    // Range means something to GET alone (RFC 9110 §14.2).
    request.range = request.isHead ? nil : RangeHeader(head.values("range"))
    request.hasRangeField = head.value("range") != nil
    request.conditions = Preconditions(
      ifMatch: head.values("if-match"), ifNoneMatch: head.values("if-none-match"),
      ifRange: request.range == nil ? [] : head.values("if-range"))
    request.asksForIcy = head.values("icy-metadata").contains { $0.trimmed == "1" }
    request.icyOverride = target.icyOverride
    request.dlna = DLNARequest(
      transferMode: head.value("transfermode.dlna.org"),
      contentFeatures: head.value("getcontentfeatures.dlna.org"))
    request.userAgent = head.value("user-agent") ?? ""
    request.address = address
    return request
  }

  /// Answers with events. They name songs and clients, so other machines must not see them.
  private func answerWithEvents(_ request: RequestHead) {
    if let refusal = gate.refusalOfStream(to: request) { return write(refusal) }
    guard let context, EventFeed.isLoopback(address) else {
      return writeText(status: 403, "events are for programs on this machine")
    }
    // Events have no end of their own, which going down would wait for.
    guard !relay.isDraining else { return writeText(status: 503, GoingDownError().sentence) }
    let feed = EventFeed(relay.parts.events.hub, on: self, eventLoop: context.eventLoop)
    self.feed = feed
    feed.start(isHead: request.method == .head)
  }

  /// RFC 9110 §9.3.7, and preflights of browsers.
  private func writeOptions(_ request: RequestHead) {
    switch gate.origins.preflight(request) {
    case .allowed(let fields): writeWithoutBody(fields)
    case .refused:
      writeText(status: 403, "pages of this origin are not allowed; allowed_origins can let them in")
    case nil: writeWithoutBody([Self.allow])
    }
  }

  private func writeWithoutBody(_ fields: [HeaderField]) {
    writeHead(status: 204, fields: fields)
    writeEnd {}
  }

  private func write(_ refusal: RequestRefusal) {
    writeText(status: refusal.status, refusal.sentence)
  }

  private static let allow = HeaderField(name: "allow", value: "GET, HEAD, OPTIONS")
}
