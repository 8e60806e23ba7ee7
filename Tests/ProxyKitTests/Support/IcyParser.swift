/// A reader of bodies with inline metadata, written after what players do and not after our own writer: audio
/// for `interval` bytes, a length byte that counts sixteens, so much metadata, and so on.
struct IcyParser {
  private let interval: Int
  private var untilBlock: Int
  private var blockLeft: Int?
  private var block: [UInt8] = []

  /// The audio so far.
  private(set) var audio: [UInt8] = []
  /// What the blocks held, the empty ones left out.
  private(set) var metadata: [[UInt8]] = []
  /// How many blocks there were, the empty ones counted in.
  private(set) var blockCount = 0

  init(interval: Int) {
    self.interval = interval
    untilBlock = interval
  }

  /// Takes the next bytes of the body, cut wherever they may be.
  mutating func read(_ bytes: some Collection<UInt8>) {
    var rest = bytes[...]
    while let byte = rest.first {
      if let left = blockLeft {
        let part = rest.prefix(left)
        block += part
        rest = rest.dropFirst(part.count)
        blockLeft = left - part.count
        if blockLeft == 0 { endBlock() }
      } else if untilBlock > 0 {
        let part = rest.prefix(untilBlock)
        audio += part
        rest = rest.dropFirst(part.count)
        untilBlock -= part.count
      } else {
        rest = rest.dropFirst()
        blockLeft = Int(byte) * 16
        if byte == 0 { endBlock() }
      }
    }
  }

  /// Whether the body ended between two units, not within a block.
  var isAtBoundary: Bool { blockLeft == nil }

  /// The title of a block: what stands between `StreamTitle='` and the first `';`.
  static func title(of block: [UInt8]) -> String? {
    let text = Array(block)
    let start = Array("StreamTitle='".utf8)
    guard text.starts(with: start) else { return nil }
    let value = text.dropFirst(start.count)
    for index in value.indices.dropLast() where value[index] == 0x27 && value[index + 1] == 0x3B {
      return String(validating: value[..<index], as: UTF8.self)
    }
    return nil
  }

  private mutating func endBlock() {
    blockCount += 1
    if !block.isEmpty { metadata.append(block) }
    block = []
    blockLeft = nil
    untilBlock = interval
  }
}
