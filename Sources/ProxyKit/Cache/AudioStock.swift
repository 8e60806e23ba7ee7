/// The bytes of one rendition that are at hand without its origin, as a stream sees them. Belongs to the event loop.
protocol AudioStock: AnyObject {
  /// Whether every byte is there.
  var isComplete: Bool { get }
  /// Whether the byte at `offset` is there.
  func has(_ offset: Int64) -> Bool
  /// The place of the first byte from `offset` on that is not there; `nil` when all of them are.
  func firstMissing(from offset: Int64) -> Int64?
}
