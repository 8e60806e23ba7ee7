/// A body with metadata, taken apart.
struct Interleaved {
  var audio: [UInt8] = []
  /// The blocks without their padding; one without text is empty.
  var blocks: [String] = []
  /// Whether it does not end within a block.
  var isWhole = true

  init(_ body: [UInt8], interval: Int) {
    var rest = body[...]
    while !rest.isEmpty {
      audio += rest.prefix(interval)
      let isFull = rest.count >= interval
      rest = rest.dropFirst(interval)
      guard isFull, let units = rest.popFirst() else { return }
      isWhole = rest.count >= Int(units) * 16
      guard isWhole else { return }
      blocks.append(String(decoding: rest.prefix(Int(units) * 16).filter { $0 != 0 }, as: UTF8.self))
      rest = rest.dropFirst(Int(units) * 16)
    }
  }
}
