import NIOCore

/// Blocks that have come before it is known how much the cache has already: a start over a full folder must not write a
/// second one beside it. Belongs to the event loop.
struct EarlyWrites {
  /// A block, and who is told whether it was written.
  struct Order {
    var file: AudioFile
    var block: Int
    var bytes: ByteBuffer
    var done: (Bool) -> Void
  }

  private var orders: [Order] = []
  private var bytes = 0

  /// Whether none waits.
  var isEmpty: Bool { orders.isEmpty }

  /// Adds a block.
  ///
  /// - Returns: whether it was taken; no more is than what may wait for the disk.
  mutating func add(_ order: Order) -> Bool {
    guard bytes + order.bytes.readableBytes <= WriteBacklog.limit else { return false }
    orders.append(order)
    bytes += order.bytes.readableBytes
    return true
  }

  /// All of them, in order; none waits any more.
  mutating func take() -> [Order] {
    defer { self = EarlyWrites() }
    return orders
  }
}
