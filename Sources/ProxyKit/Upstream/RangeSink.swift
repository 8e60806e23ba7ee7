import NIOCore
import Synchronization

/// What the fetcher tells the stream that asked for a range, on the stream's event loop.
enum RangeDelivery: Sendable {
  /// The origin's answer fits; bytes follow.
  case head(RangeHead)
  /// The next bytes in wire form (ICY blocks put in), and how many of them are audio.
  case bytes(ByteBuffer, audio: Int)
  /// Nothing more follows.
  case end(RangeOutcome)
}

/// The receiving end of one range: shared by the stream on its event loop, and the fetcher on its thread.
final class RangeSink: Sendable {
  /// Called on the stream's event loop with what came, in order.
  typealias Receiver = @Sendable (RangeDelivery, RangeSink) -> Void

  let interleaver: IcyInterleaver?
  private let receiver: Receiver
  private let hungry: Atomic<Bool>
  private let gathered = Atomic(false)
  private let cancelled = Atomic(false)

  init(interleaver: IcyInterleaver?, isHungry: Bool, receiver: @escaping Receiver) {
    self.interleaver = interleaver
    hungry = Atomic(isHungry)
    self.receiver = receiver
  }

  // MARK: The stream's side

  /// The client has nothing left to read, so bytes are to be handed over at once and not gathered.
  ///
  /// - Returns: whether some have been gathered already, which the fetcher must be asked for.
  func becomesHungry() -> Bool {
    hungry.store(true, ordering: .sequentiallyConsistent)
    return gathered.exchange(false, ordering: .sequentiallyConsistent)
  }

  /// The client has something to read.
  func isFed() {
    hungry.store(false, ordering: .relaxed)
  }

  /// Gives the range up; nothing is delivered after it.
  func cancel() {
    cancelled.store(true, ordering: .relaxed)
  }

  /// Delivers, on the event loop.
  func receive(_ delivery: RangeDelivery) {
    guard !isCancelled else { return }
    receiver(delivery, self)
  }

  // MARK: The fetcher's side

  /// Whether the stream no longer wants the range.
  var isCancelled: Bool { cancelled.load(ordering: .relaxed) }

  /// Whether bytes are wanted at once.
  var isHungry: Bool { hungry.load(ordering: .sequentiallyConsistent) }

  /// The fetcher keeps bytes back to gather more. When the client became hungry at the same moment, one of
  /// the two sides sees the other's mark.
  ///
  /// - Returns: whether they must be handed over after all.
  func keepsBack() -> Bool {
    gathered.store(true, ordering: .sequentiallyConsistent)
    guard isHungry else { return false }
    gathered.store(false, ordering: .sequentiallyConsistent)
    return true
  }
}
