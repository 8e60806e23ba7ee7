import NIOCore

/// What the fetcher tells the stream that asked for a range.
enum RangeDelivery {
  /// The origin's answer fits; bytes follow.
  case head(RangeHead)
  /// The file is laid out so: comes before any byte that has metadata with it.
  case layout(MediaLayout)
  /// The next bytes in wire form (ICY blocks put in), and how many of them are audio.
  case bytes(ByteBuffer, audio: Int)
  /// Nothing more follows.
  case end(RangeOutcome)
}

/// Who keeps the bytes of a range as the origin sends them, while libcurl delivers: it must not call the fetcher.
struct RangeTap {
  /// The size of the whole file; bytes of another one are not taken.
  let total: Int64
  /// Takes bytes, which begin at `offset` of the file.
  let take: (_ bytes: UnsafeRawBufferPointer, _ offset: Int64) -> Void
}

/// The receiving end of one range. Belongs to the event loop.
final class RangeSink {
  /// Called with what came, in order; never while the stream calls the fetcher.
  typealias Receiver = ([RangeDelivery], RangeSink) -> Void

  /// What puts metadata between the bytes, once it is known that they may have any.
  private(set) var interleaver: IcyInterleaver?
  /// What the first bytes of the file are looked at with, until they have told its layout.
  private(set) var mp4Head: MP4Head?
  /// Who keeps the bytes as the origin sent them, `nil` for nobody.
  let tap: RangeTap?
  private let receiver: Receiver
  /// Whether bytes are wanted at once, rather than many together.
  private(set) var isHungry: Bool
  /// Whether the fetcher keeps some back to gather more.
  var isGathering = false
  /// Whether the stream no longer wants the range.
  private(set) var isCancelled = false

  init(
    interleaver: IcyInterleaver?, mp4Head: MP4Head? = nil, tap: RangeTap? = nil, isHungry: Bool,
    receiver: @escaping Receiver
  ) {
    self.interleaver = interleaver
    self.mp4Head = mp4Head
    self.tap = tap
    self.isHungry = isHungry
    self.receiver = receiver
  }

  /// The client has nothing left to read, so bytes are to be handed over at once.
  ///
  /// - Returns: whether some have been gathered already, which the fetcher must be asked for.
  func becomesHungry() -> Bool {
    isHungry = true
    return isGathering
  }

  /// The client has something to read.
  func isFed() {
    isHungry = false
  }

  /// Gives the range up; nothing is delivered after it.
  func cancel() {
    isCancelled = true
  }

  /// Looks at bytes of the file's beginning.
  ///
  /// - Parameter isLast: whether they are the last before it must be decided.
  /// - Returns: the layout, once they have told it; a file with its index behind gets no metadata.
  func look(at bytes: UnsafeRawBufferPointer, isLast: Bool) -> MediaLayout? {
    mp4Head?.read(bytes)
    guard let layout = mp4Head?.layout(isAll: isLast) else { return nil }
    mp4Head = nil
    if layout == .indexBehind { interleaver = nil }
    return layout
  }

  /// Delivers.
  func receive(_ deliveries: [RangeDelivery]) {
    guard !isCancelled, !deliveries.isEmpty else { return }
    receiver(deliveries, self)
  }
}
