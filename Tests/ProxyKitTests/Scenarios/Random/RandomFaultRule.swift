import LoopbackOrigin

/// What a random origin does to a request: a function of the seed and of how many requests came before, so that
/// the same seed brings the same faults in the same order.
struct RandomFaultRule: Sendable {
  let seed: UInt64
  /// How many of a hundred requests are struck.
  var percent = 35

  func fault(for request: OriginRequest) -> Fault? {
    var generator = SplitMix64(seed: seed &+ UInt64(request.number) &* 0x2545_F491_4F6C_DD1D)
    guard Int.random(in: 0..<100, using: &generator) < percent else { return nil }
    let length = request.rangeLength ?? 1
    // Often right at an end, where mistakes are.
    let place =
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: Int64(0)
      case 1: max(0, length - 1)
      default: Int64.random(in: 0..<max(1, length), using: &generator)
      }
    let pause = Duration.milliseconds(Int.random(in: 1...400, using: &generator))
    switch Int.random(in: 0..<26, using: &generator) {
    case 0: return .status(500)
    case 1: return .status(503)
    case 2: return .status(429, retryAfter: .zero)
    case 3: return .status(502)
    case 4: return .revoke(403)
    case 5: return .revoke(410)
    case 6: return request.index % 4 == 0 ? .revoke(404) : nil
    case 7: return .resetBeforeHead
    case 8, 9: return .reset(after: place)
    case 10, 11: return .close(after: place)
    case 12: return .stall(after: place, for: pause)
    case 13: return .stall(after: place, for: nil)
    case 14: return .trickle(after: max(0, length - 200), bytes: 50, every: .milliseconds(20))
    case 15: return .wholeBody
    case 16: return .wrongContentRange(start: 1)
    case 17: return .wrongContentRange(total: -1)
    case 18: return length > 1 ? .shorterRange(by: min(place + 1, length - 1)) : nil
    case 19: return .longerRange(by: 1 + place)
    case 20: return .surplus(1 + place % 5000)
    case 21: return .closeDelimited
    case 22: return .html()
    case 23: return .redirectLoop
    case 24: return .silence
    default: return .delay(pause)
    }
  }
}
