import NIOCore
import TrackKit

/// Everything that belongs to the event loop.
final class ServiceCore {
  let relay: Relay
  let routes: ServiceRoutes
  let gate: RequestGate
  let connections: ConnectionRegister
  private var listeners: [any Channel] = []
  private var descent = Descent()
  private var timer: Scheduled<Void>?
  private var whenDown: (() -> Void)?

  init(
    relay: Relay, version: String, playlists: ServiceRoutes.Playlists, gate: RequestGate,
    limits: ConnectionLimits
  ) {
    self.relay = relay
    self.gate = gate
    connections = ConnectionRegister(limits: limits, eventLoop: relay.parts.eventLoop)
    routes = ServiceRoutes(relay: relay, version: version, playlists: playlists)
  }

  /// Remembers a listening channel.
  func listens(on channel: any Channel) {
    listeners.append(channel)
  }

  /// Begins nothing new, lets streams end, and calls `done` when nothing is left.
  func goDown(_ manner: ShutdownManner, done: @escaping () -> Void) {
    whenDown = done
    relay.beginToGoDown()
    let count = relay.streams.count
    if count > 0 {
      parts.events.publish(.notice(.info, "going down; \(Wording.count(count, "stream")) may end first"))
    }
    if manner.freesPort { closeListeners() }
    take(descent.begin(manner))
    connections.drain { [self] in take(descent.becameQuiet()) }
  }

  /// Lets streams have no more time.
  func hurry() { take(descent.hurry()) }

  private var parts: RelayParts { relay.parts }

  private func take(_ steps: [Descent.Step]) {
    for step in steps {
      switch step {
      case .wait(let time):
        timer?.cancel()
        timer = parts.schedule(time) { [self] in take(descent.timeIsOver()) }
      case .cutOff: relay.cutOff()
      case .closeAll:
        relay.closeAll()
        connections.closeAll()
      case .end:
        timer?.cancel()
        closeListeners()
        connections.closeAll()
        whenDown.take()?()
      }
    }
  }

  private func closeListeners() {
    for listener in listeners { listener.close(promise: nil) }
    listeners = []
  }
}
