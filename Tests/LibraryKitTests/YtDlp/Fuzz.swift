import Foundation
import LoopbackOrigin

/// Cases at random. `YTMPD_FUZZ_SECONDS` says for how long each test goes on; without it there are so many cases as
/// take about a second. `YTMPD_FUZZ_SEED` says where to begin: the same seed makes the same cases.
enum Fuzz {
  static let seed = number("YTMPD_FUZZ_SEED") ?? 1
  private static let seconds = number("YTMPD_FUZZ_SECONDS")

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
  }

  /// Calls `body` with a generator of its own for each case.
  ///
  /// - Parameter count: how many cases there are without a time.
  static func run(_ count: Int, _ body: (inout Dice) throws -> Void) async throws {
    let end = seconds.map { ContinuousClock.now + .seconds(Int64($0)) }
    var number: UInt64 = 0
    while end.map({ $0 > .now }) ?? (number < UInt64(count)) {
      var dice = Dice(seed: seed &+ number)
      try body(&dice)
      number += 1
      // The other tests share the threads.
      if number.isMultiple(of: 20) { await Task.yield() }
    }
    if seconds != nil { print("cases \(seed)..<\(seed &+ number)") }
  }

  /// Random numbers that are the same for the same seed.
  struct Dice: RandomNumberGenerator, CustomStringConvertible {
    let seed: UInt64
    private var generator: SplitMix64

    init(seed: UInt64) {
      self.seed = seed
      generator = SplitMix64(seed: seed)
    }

    mutating func next() -> UInt64 { generator.next() }

    mutating func number(below limit: Int) -> Int { Int.random(in: 0..<max(limit, 1), using: &self) }

    mutating func one<Element>(of list: [Element]) -> Element { list[number(below: list.count)] }

    /// Once in so many times.
    mutating func happens(onceIn times: Int) -> Bool { number(below: times) == 0 }

    /// For what a test says of a case.
    var description: String { "seed \(seed)" }
  }
}

extension Fuzz.Dice {
  /// A value as no extractor should put it, in JSON, or in what Python takes for it.
  mutating func badValue(depth: Int = 0) -> String {
    switch number(below: depth > 3 ? 14 : 18) {
    case 0: "null"
    case 1: one(of: ["true", "false"])
    case 2: one(of: ["NaN", "Infinity", "-Infinity"])
    case 3: one(of: ["0", "-0.0", "-1", "1e999", "-1e999", "1e-400", "0.5"])
    case 4: one(of: ["9223372036854775807", "9223372036854775808", "-9223372036854775809", "1e18", "1e19"])
    case 5: String(repeating: "9", count: 1 + number(below: 400))
    case 6: "\"\""
    case 7: one(of: ["\"\\ud800\"", "\"\\udc00\\ud800\"", "\"a\\ud83c\"", "\"\\u0000\"", "\"\\uFEFF\""])
    case 8:
      "\""
        + String(repeating: one(of: ["x", "夜", "\\n", "e\u{301}", "\\u202e"]), count: number(below: 10_000))
        + "\""
    case 9: one(of: ["\"12\"", "\"-5\"", "\"1e5\"", "\"nan\"", "\"inf\"", "\"0x10\"", "\" 7 \"", "\"１２\""])
    case 10: one(of: ["\"2026-11-29\"", "\"3:33\"", "\"NA\"", "\"None\"", "\"null\""])
    case 11:
      one(of: [
        "\"https://r/v\"", "\"file:///etc/passwd\"", "\"javascript:x\"", "\"https://r/v\\r\\nX: y\"",
        "\"//r\"",
      ])
    case 12:
      one(of: [
        "\"#EXTM3U\\n#EXTINF:1,x\\nfile:///x\"", "\"<script>\"", "\"]]>\"", "\"'; DROP TABLE tracks; --\"",
        "\"\\u001b[31m\"",
      ])
    case 13: one(of: ["\"dQw4w9WgXcQ\"", "\"-bcdefghijk\"", "\"PLxyz\"", "\"../../etc\""])
    case 14: "[" + (0..<number(below: 5)).map { _ in badValue(depth: depth + 1) }.joined(separator: ",") + "]"
    case 15:
      "{" + (0..<number(below: 5)).map { "\"k\($0)\": \(badValue(depth: depth + 1))" }.joined(separator: ",")
        + "}"
    case 16: String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
    default:
      "[" + Array(repeating: "{\"format_id\": \"251\"}", count: number(below: 300)).joined(separator: ",")
        + "]"
    }
  }

  /// `bytes` with some of them changed, lost, doubled or put elsewhere.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...number(below: 4) where !bytes.isEmpty {
      let place = number(below: bytes.count)
      switch number(below: 5) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(one(of: Array("{}[]\",:\\u0e-9\n\t ".utf8)), at: place)
      case 3: bytes += bytes.suffix(number(below: 40))
      default: bytes.removeSubrange(place..<min(bytes.count, place + number(below: 60)))
      }
    }
    return bytes
  }
}
