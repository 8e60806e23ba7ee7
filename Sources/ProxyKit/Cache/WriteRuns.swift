import NIOCore

/// The blocks that wait to be written, in runs: blocks of one file that lie one behind the other, which one call of the
/// system writes. A call costs less for each byte the more bytes it has.
///
/// Says which run is written next, and when it is due. It has no clock: ``age()`` is called at regular intervals.
struct WriteRuns {
  /// A block.
  struct Order: Sendable {
    /// Names it.
    let ticket: Int
    let file: DiskFile
    let block: Int
    let bytes: ByteBuffer
  }

  /// Blocks that are written at once.
  struct Run: Sendable {
    let file: DiskFile
    /// In the order of the blocks, without gaps.
    private(set) var orders: [Order]
    /// How many bytes they have.
    private(set) var bytes: Int
    /// Whether it was there when the last interval ended.
    fileprivate var isOld = false
    /// Whether it is to be written now.
    fileprivate var isDue = false

    fileprivate init(_ order: Order) {
      file = order.file
      orders = [order]
      bytes = order.bytes.readableBytes
    }

    /// The first block.
    var first: Int { orders[0].block }
    /// The block behind the last one.
    var end: Int { first + orders.count }

    fileprivate mutating func append(_ order: Order) {
      orders.append(order)
      bytes += order.bytes.readableBytes
    }
  }

  /// A run ends where a multiple of so many blocks does: 1 MiB. Several at once cost many times as much on file systems that
  /// keep what is written in one piece of memory.
  static let longest = 16
  /// When more bytes than this wait, the longest run is due: with more of them, the system's copy of what waits was measured
  /// to take longer.
  static let most = 1 << 20

  /// Those that were begun first in front.
  private(set) var runs: [Run] = []
  /// How many bytes wait.
  private(set) var bytes = 0

  /// Whether none waits.
  var isEmpty: Bool { runs.isEmpty }

  /// Whether there is a run to be written now.
  var isDue: Bool { bytes > Self.most || runs.contains { $0.isDue } }

  /// Adds a block. A run that it completes is due; a file's last block makes all of the file due.
  mutating func add(_ order: Order) {
    bytes += order.bytes.readableBytes
    let place = runs.lastIndex { $0.file === order.file && $0.end == order.block }
    if let place, !order.block.isMultiple(of: Self.longest) {
      runs[place].append(order)
      if runs[place].end.isMultiple(of: Self.longest) { runs[place].isDue = true }
    } else {
      runs.append(Run(order))
      if (order.block + 1).isMultiple(of: Self.longest) { runs[runs.count - 1].isDue = true }
    }
    let isLast = Int64(order.block + 1) * BlockSet.size >= order.file.length
    if isLast { hurry(order.file) }
  }

  /// An interval is over: what was there when the last one ended is due.
  mutating func age() {
    for index in runs.indices {
      if runs[index].isOld { runs[index].isDue = true }
      runs[index].isOld = true
    }
  }

  /// All of it is due, or all that is of `file`.
  mutating func hurry(_ file: DiskFile? = nil) {
    for index in runs.indices where file == nil || runs[index].file === file { runs[index].isDue = true }
  }

  /// Takes the run out that is to be written now; `nil` while all may wait.
  mutating func next() -> Run? {
    var place = runs.firstIndex { $0.isDue }
    if place == nil, bytes > Self.most {
      place = runs.indices.max { runs[$0].bytes < runs[$1].bytes }
    }
    guard let place else { return nil }
    let run = runs.remove(at: place)
    bytes -= run.bytes
    return run
  }
}
