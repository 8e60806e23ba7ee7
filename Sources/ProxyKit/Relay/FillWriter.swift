import NIOCore
import TrackKit

/// The way back of a song that is fetched ahead: there is nobody, and what comes is taken at a pace. Belongs to the event
/// loop.
final class FillWriter: ResponseWriter {
  private let eventLoop: any EventLoop
  /// Bytes a second; `nil` for as fast as they come.
  private var pace: Double?
  /// When all that was taken so far has had its time.
  private var due = NIODeadline.now()
  private var isClosed = false

  init(pace: Double?, eventLoop: any EventLoop) {
    self.pace = pace
    self.eventLoop = eventLoop
  }

  /// Takes what comes as fast as it comes from now on.
  func hurry() { pace = nil }

  func writeHead(status: Int, fields: [HeaderField]) {}

  func writeBody(_ buffer: ByteBuffer, done: @escaping () -> Void) { take(buffer.readableBytes, done) }

  func writeRegion(_ region: FileRegion, done: @escaping () -> Void) { take(region.readableBytes, done) }

  func flush() {}

  func writeEnd(done: @escaping () -> Void) { take(0, done) }

  func suit(_ pace: ClientPace) {}

  func close() { isClosed = true }

  func breakOff() { isClosed = true }

  private func take(_ count: Int, _ done: @escaping () -> Void) {
    let now = NIODeadline.now()
    if let pace { due = max(due, now) + .nanoseconds(Int64(Double(count) / pace * 1e9)) }
    let loop = eventLoop.assumeIsolated()
    guard due > now else { return loop.execute { [self] in if !isClosed { done() } } }
    loop.scheduleTask(deadline: due) { [self] in if !isClosed { done() } }
  }
}
