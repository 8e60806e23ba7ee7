import NIOCore

/// Everything that belongs to the event loop.
final class ServiceCore {
  let relay: Relay
  let routes: ServiceRoutes
  let connections = ConnectionRegister()
  private var listeners: [any Channel] = []

  init(relay: Relay, version: String, playlists: ServiceRoutes.Playlists) {
    self.relay = relay
    routes = ServiceRoutes(relay: relay, version: version, playlists: playlists)
  }

  /// Remembers a listening channel.
  func listens(on channel: any Channel) {
    listeners.append(channel)
  }

  /// Takes no more connections, and calls `done` when the last one is gone.
  func drain(done: @escaping () -> Void) {
    relay.isDraining = true
    for listener in listeners { listener.close(promise: nil) }
    connections.drain(done: done)
  }

  /// Ends what is left.
  func closeAll() {
    relay.closeAll()
    connections.closeAll()
  }
}
