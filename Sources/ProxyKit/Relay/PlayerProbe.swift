import NIOCore
import TrackKit

/// Asks MPD for a sign of life while it waits for us: a `next` from any of its clients would be stuck behind what we
/// don't send, and the client with it. One question at a time, on the event loop.
final class PlayerProbe {
  private let parts: RelayParts
  private let whenBlocked: () -> Void
  private var question: Task<Void, Never>?

  /// - Parameter whenBlocked: called, on the event loop, when MPD has not answered for too long.
  init(_ parts: RelayParts, whenBlocked: @escaping () -> Void) {
    self.parts = parts
    self.whenBlocked = whenBlocked
  }

  /// Asks, unless a question is open.
  func ask() {
    guard question == nil, parts.link.player.connected else { return }
    let (isBlocked, eventLoop) = (parts.link.isBlocked, parts.eventLoop)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    question = Task {
      let answer = await isBlocked(RelayRules.playerPatience)
      // Cancelled at the end of what MPD waits for, after which there may be no event loop any more.
      if Task.isCancelled { return }
      eventLoop.execute { bound.value.answered(isBlocked: answer) }
    }
  }

  /// Wants no answer any more.
  func cancel() { question?.cancel() }

  private func answered(isBlocked: Bool) {
    guard let question = question.take(), !question.isCancelled else { return }
    if isBlocked { whenBlocked() }
  }
}
