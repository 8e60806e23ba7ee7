import NIOCore
import TrackKit

/// Calls those who wait for a tick, all of them at once: to set up and to cancel a timer of its own costs a short stream more
/// than its ticks. Belongs to the event loop.
final class TickRound {
  private let eventLoop: any EventLoop
  private var members: [ObjectIdentifier: () -> Void] = [:]
  private var isScheduled = false

  init(eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  /// Has `body` called once, within `interval`: sooner where others wait already.
  func join(_ member: AnyObject, within interval: Duration, _ body: @escaping () -> Void) {
    members[ObjectIdentifier(member)] = body
    guard !isScheduled else { return }
    isScheduled = true
    eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(interval.seconds * 1e9))) { [weak self] in
      self?.tick()
    }
  }

  /// `member` waits no longer.
  func leave(_ member: AnyObject) { members[ObjectIdentifier(member)] = nil }

  private func tick() {
    isScheduled = false
    // Each of them may join again, and end others.
    for (member, body) in members where members.removeValue(forKey: member) != nil { body() }
  }
}
