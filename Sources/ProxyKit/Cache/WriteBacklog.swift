import NIOCore
import Synchronization

/// The blocks that wait to be written, in order. From any thread.
final class WriteBacklog: Sendable {
  /// A block.
  struct Order: Sendable {
    let file: DiskFile
    let block: Int
    let bytes: ByteBuffer
  }

  /// So many bytes may wait.
  static let limit = 16 << 20
  /// So many are written at a time.
  static let portion = 1 << 20

  private struct State {
    var orders = CircularBuffer<Order>()
    var bytes = 0
    var isRunning = false
  }
  private let state = Mutex(State())

  /// How many bytes wait, or are being written.
  var bytes: Int { state.withLock { $0.bytes } }

  /// Adds a block.
  ///
  /// - Returns: whether it was taken, and whether somebody has to begin to write.
  func add(_ order: Order) -> (isTaken: Bool, begins: Bool) {
    state.withLock { state in
      guard state.bytes + order.bytes.readableBytes <= Self.limit else { return (false, false) }
      state.bytes += order.bytes.readableBytes
      state.orders.append(order)
      defer { state.isRunning = true }
      return (true, !state.isRunning)
    }
  }

  /// The blocks that are to be written next: of one file, one behind the other. Empty when none are left, and then the
  /// next one that is added has to be begun with again.
  func next() -> [Order] {
    state.withLock { state in
      var run: [Order] = []
      var bytes = 0
      while let order = state.orders.first, bytes < Self.portion {
        if let last = run.last, last.file !== order.file || last.block + 1 != order.block { break }
        run.append(order)
        bytes += order.bytes.readableBytes
        state.orders.removeFirst()
      }
      if run.isEmpty { state.isRunning = false }
      return run
    }
  }

  /// These have been written, or not.
  func finish(_ orders: [Order]) {
    let bytes = orders.reduce(0) { $0 + $1.bytes.readableBytes }
    state.withLock { $0.bytes -= bytes }
  }
}
