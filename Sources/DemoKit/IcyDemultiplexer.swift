/// Takes the metadata blocks out of an inline ICY body, whatever pieces it comes in.
struct IcyDemultiplexer: Equatable {
  private enum Phase: Equatable {
    case audio(left: Int)
    case length
    case block(left: Int)
  }

  private let interval: Int
  private var phase: Phase
  private var block: [UInt8] = []

  /// A body with a block after every `interval` bytes of audio; without blocks when that is `nil`.
  init(interval: Int?) {
    self.interval = interval.map { max(1, $0) } ?? .max
    phase = .audio(left: self.interval)
  }

  /// Takes the next piece of the body.
  ///
  /// - Returns: how many of its bytes were audio, and the last title it brought.
  mutating func consume(_ bytes: some Sequence<UInt8>) -> (audio: Int, title: String?) {
    var audio = 0
    var title: String?
    for byte in bytes {
      switch phase {
      case .audio(let left):
        audio += 1
        phase = left > 1 ? .audio(left: left - 1) : .length
      case .length:
        block = []
        phase = byte > 0 ? .block(left: 16 * Int(byte)) : .audio(left: interval)
      case .block(let left):
        block.append(byte)
        guard left == 1 else {
          phase = .block(left: left - 1)
          continue
        }
        title = Self.title(block) ?? title
        phase = .audio(left: interval)
      }
    }
    return (audio, title)
  }

  private static func title(_ block: [UInt8]) -> String? {
    let text = String(decoding: block.prefix { $0 != 0 }, as: UTF8.self)
    guard let start = text.firstRange(of: "StreamTitle='")?.upperBound else { return nil }
    let end = text[start...].firstRange(of: "';")?.lowerBound ?? text.endIndex
    return String(text[start..<end])
  }
}
