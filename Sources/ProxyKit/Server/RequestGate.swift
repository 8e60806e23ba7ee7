import TrackKit

/// Who is answered at all. Belongs to the event loop.
final class RequestGate {
  private(set) var origins: WebOrigins
  private var hosts: KnownHosts
  private let events: EventOutbox
  private var date = HTTPDate()
  /// Names by which we were called, and that are not ours: each is told once.
  private var strangers: Set<String> = []
  private static let mostStrangers = 32

  init(hosts: KnownHosts, origins: WebOrigins, events: EventOutbox) {
    self.hosts = hosts
    self.origins = origins
    self.events = events
  }

  /// Answers these from now on.
  func take(hosts: KnownHosts, origins: WebOrigins) {
    self.hosts = hosts
    self.origins = origins
    strangers = []
  }

  /// Why `request` gets no answer but this one, whatever it asks for; `nil` when it gets another.
  func refusal(of request: RequestHead) -> RequestRefusal? {
    guard let authority = request.authority, !hosts.contains(authority) else { return nil }
    let name = authority.host
    if strangers.count < Self.mostStrangers, strangers.insert(name).inserted {
      events.publish(
        .notice(.warning, "a request for the host \(name) was refused: it is not in allowed_hosts"))
    }
    return RequestRefusal(
      status: 403,
      sentence: "\(name) is no name of this machine; if it should be one, add it to allowed_hosts")
  }

  /// Why `request`, which would begin a stream or events, gets none; `nil` when it does.
  func refusalOfStream(to request: RequestHead) -> RequestRefusal? {
    guard origins.refuses(request) else { return nil }
    return RequestRefusal(
      status: 403, sentence: "a page of another site asks for this; allowed_origins can let it in")
  }

  /// The fields that every answer has.
  func fields(for request: RequestHead?) -> [HeaderField] {
    [date.now()] + (request.map(origins.fields) ?? [])
  }
}
