import NIOCore
import TrackKit

/// Publishes the relay's events, and counts those that `/status` counts. Belongs to the event loop.
///
/// Events of a stream's beginning and of its good end wait a moment, since waking their subscribers costs more than all the
/// rest of a short request: they wake up when the first byte is on its way, and once for what happens at the same time.
final class EventOutbox {
  let hub: EventHub
  /// Ranges asked for again so far.
  private(set) var retriesTotal = 0
  /// Failed refreshes so far after which the old URL was tried.
  private(set) var degradedTotal = 0

  /// How long what listeners wait for takes.
  var times = ServiceTimes()

  private let eventLoop: any EventLoop
  private var deferred: [ProxyEvent.Kind] = []

  private static let deferral = TimeAmount.milliseconds(20)

  init(_ hub: EventHub, eventLoop: any EventLoop) {
    self.hub = hub
    self.eventLoop = eventLoop
  }

  /// Publishes `event`, in the order of the calls.
  func publish(_ event: ProxyEvent.Kind) {
    times.note(event, at: .now)
    switch event {
    case .streamAdmitted, .streamStarted, .streamFinished: return hold(event)
    case .streamRetrying: retriesTotal += 1
    case .refreshDegraded: degradedTotal += 1
    default: break
    }
    publishDeferred()
    hub.publish(event)
  }

  /// Publishes what waits, so that an event from elsewhere does not overtake it.
  func publishDeferred() {
    for event in deferred { hub.publish(event) }
    deferred.removeAll(keepingCapacity: true)
  }

  private func hold(_ event: ProxyEvent.Kind) {
    deferred.append(event)
    guard deferred.count == 1 else { return }
    eventLoop.assumeIsolated().scheduleTask(in: Self.deferral) { [self] in publishDeferred() }
  }
}
