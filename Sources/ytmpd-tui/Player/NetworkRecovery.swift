import ServiceLifecycle
import TrackKit

/// Has everything that waits for another try tried at once when the network may be another one: after the machine has
/// slept, or moved to another network.
final class NetworkRecovery: Service {
  private let events: AsyncStream<ProxyEvent>
  private let recover: @Sendable (NetworkChange) -> Void

  /// - Parameter recover: tries everything; called on a task, and must not block.
  init(_ events: EventHub, recover: @escaping @Sendable (NetworkChange) -> Void) {
    self.events = events.subscribe { kind in if case .networkChanged = kind { true } else { false } }
    self.recover = recover
  }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      for await event in events {
        if case .networkChanged(let change) = event.kind { recover(change) }
      }
    }
  }
}
