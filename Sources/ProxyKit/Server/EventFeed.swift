import FoundationEssentials
import NIOCore
import TrackKit

/// Events as lines of JSON on a connection that stays open, for a dashboard in another process.
///
/// Belongs to the event loop. A client that reads slowly loses the oldest events, which their sequence numbers show.
final class EventFeed {
  /// Its path.
  static let path = "/events"
  /// As many events as the dashboard's own inbox would keep.
  private static let backlogLimit = 1000

  private let events: EventHub
  private weak var response: (any ResponseWriter)?
  private let eventLoop: any EventLoop
  private var backlog: [ByteBuffer] = []
  private var isWriting = false
  private var isStopped = false
  private var reader: Task<Void, Never>?

  init(_ events: EventHub, on response: any ResponseWriter, eventLoop: any EventLoop) {
    self.events = events
    self.response = response
    self.eventLoop = eventLoop
  }

  /// Whether `address` is one of this machine's own.
  static func isLoopback(_ address: String) -> Bool {
    address == "::1" || address.hasPrefix("127.") || address.hasPrefix("::ffff:127.")
  }

  /// Answers with the events from now on.
  func start(isHead: Bool) {
    response?.writeHead(
      status: 200,
      fields: [
        HeaderField(name: "content-type", value: "application/x-ndjson"),
        HeaderField(name: "cache-control", value: "no-store"),
      ])
    guard !isHead else {
      response?.writeEnd {}
      return
    }
    // An empty line at once: its reader knows that it misses nothing from now on.
    let subscription = events.subscribe(bufferingNewest: Self.backlogLimit)
    offer(ByteBuffer(string: "\n"))
    reader = EventReader.start(subscription, deliver: delivery)
  }

  /// Takes lines from any thread, and `nil` for their end.
  private var delivery: @Sendable (ByteBuffer?) -> Void {
    let loop = eventLoop
    let feed = NIOLoopBound(self, eventLoop: loop)
    return { line in
      loop.execute { if let line { feed.value.offer(line) } else { feed.value.finish() } }
    }
  }

  /// Sends nothing more.
  func stop() {
    isStopped = true
    backlog = []
    reader?.cancel()
    reader = nil
  }

  /// Ends the answer as it should end, so that the client sees that nothing was cut off.
  func finish() {
    guard !isStopped else { return }
    stop()
    response?.writeEnd {}
  }

  /// Sends an empty line, which readers leave out, so that a client that is gone is noticed.
  func probe() {
    if !isWriting { offer(ByteBuffer(string: "\n")) }
  }

  private func offer(_ line: ByteBuffer) {
    guard !isStopped else { return }
    if isWriting {
      if backlog.count == Self.backlogLimit { backlog.removeFirst() }
      backlog.append(line)
      return
    }
    write(line)
  }

  private func write(_ buffer: ByteBuffer) {
    isWriting = true
    response?.writeBody(buffer) { [weak self] in
      guard let self else { return }
      isWriting = false
      guard !backlog.isEmpty, !isStopped else { return }
      var lines = ByteBuffer()
      for line in backlog { lines.writeImmutableBuffer(line) }
      backlog = []
      write(lines)
    }
    response?.flush()
  }
}

/// Turns events into lines, away from the event loop.
private enum EventReader {
  /// Hands over a line for each event, and `nil` after the last.
  static func start(
    _ events: AsyncStream<ProxyEvent>, deliver: @escaping @Sendable (ByteBuffer?) -> Void
  ) -> Task<Void, Never> {
    Task {
      for await event in events {
        if let line = line(event) { deliver(line) }
      }
      deliver(nil)
    }
  }

  private static func line(_ event: ProxyEvent) -> ByteBuffer? {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .withoutEscapingSlashes
      return ByteBuffer(bytes: Array(try encoder.encode(event)) + [UInt8(ascii: "\n")])
    } catch {
      // A number that JSON can't hold: leave the event out.
      return nil
    }
  }
}
