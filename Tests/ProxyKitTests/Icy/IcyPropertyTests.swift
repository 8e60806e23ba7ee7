import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Bodies with metadata, put together by chance, and read back by a parser that knows nothing of their writer.
@Suite struct IcyPropertyTests {
  /// Pieces that have broken one player or another.
  private static let fragments = [
    "';", "'", ";", "\"", "''", ";;", "’;", "StreamTitle='", "StreamUrl='x';", "\\'", "%27%3B", "\r\n", "\n",
    "\r\nicy-evil: 1\r\n\r\n", "\u{0}", "\u{7}", "\u{1B}]0;x\u{7}", "\u{7F}", "\u{85}", "\u{9B}31m",
    "\u{2028}",
    "\u{2029}", "\u{202E}", "\u{FEFF}", "\t", " ", "é", "e\u{301}", "🎵", "👩‍👩‍👧", "🇯🇵", "宇多田ヒカル", "ا", "a", "Z",
    "';\u{301}", "\u{37E}", "\u{FF07};", "\u{FFFD}",
  ]

  private static let intervals = [
    1, 2, 3, 15, 16, 17, 255, 256, 4079, 4080, 4081, 8192, 16_383, 16_384, 65_535, 65_536,
  ]

  private static func title(_ generator: inout SplitMix64) -> String {
    var title = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
      fragments[Int.random(in: 0..<fragments.count, using: &generator)]
    }.joined()
    if Int.random(in: 0..<8, using: &generator) == 0 {
      title = String(repeating: title + "x", count: 5000 / (title.count + 1) + 1)
    }
    return title
  }

  /// What a player is to show, worked out in another way than the writer's: by text, not by scalar.
  private static func shown(_ title: String) -> [UInt8] {
    var bytes: [UInt8] = []
    for scalar in title.unicodeScalars {
      let isControl = scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value)
      let isBreak = scalar.value == 0x2028 || scalar.value == 0x2029
      bytes += isControl || isBreak ? [0x20] : Array(String(Character(scalar)).utf8)
    }
    var result: [UInt8] = []
    for byte in bytes {
      if byte == 0x3B, result.last == 0x27 {
        result.removeLast()
        result += Array("’".utf8)
      }
      result.append(byte)
    }
    if result.first == 0x3B { result.replaceSubrange(0..<1, with: Array("\u{37E}".utf8)) }
    return result
  }

  @Test(arguments: 1...60) func roundTrip(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let interval =
      Bool.random(using: &generator)
      ? Int.random(in: 1...65_536, using: &generator)
      : Self.intervals[Int.random(in: 0..<Self.intervals.count, using: &generator)]
    let title = Self.title(&generator)
    let audio = patternedBytes(Int.random(in: 0...min(interval * 3 + 100, 150_000), using: &generator) & ~7)
    let interleaver = IcyInterleaver(interval: interval, title: title)
    // Written in pieces of any size, as ranges and their chunks are.
    var wire: [UInt8] = []
    var position = 0
    while position < audio.count {
      let end = min(audio.count, position + Int.random(in: 1...40_000, using: &generator))
      audio[position..<end].withUnsafeBytes { bytes in
        interleaver.interleave(bytes, at: Int64(position)) { run, _ in wire += run }
      }
      position = end
    }
    // Read in pieces of any size, as players do.
    var parser = IcyParser(interval: interval)
    var rest = wire[...]
    while !rest.isEmpty {
      let piece = rest.prefix(Int.random(in: 1...10_000, using: &generator))
      parser.read(piece)
      rest = rest.dropFirst(piece.count)
    }
    #expect(Octets(parser.audio) == Octets(audio))
    #expect(parser.isAtBoundary)
    #expect(parser.blockCount == audio.count / interval)
    #expect(parser.metadata.count == min(audio.count / interval, 1))
    if let block = parser.metadata.first {
      let read = try #require(IcyParser.title(of: block))
      let whole = Self.shown(title)
      let isCut = whole.count > 4080 - "StreamTitle='';".utf8.count
      #expect(isCut ? whole.starts(with: read.utf8) : Array(read.utf8) == whole)
      #expect(!isCut || read.utf8.count > 4000)
      // One opening quote, one end, and nothing behind it but zeros.
      let tail = block.dropFirst("StreamTitle='".utf8.count + read.utf8.count)
      #expect(tail.starts(with: [0x27, 0x3B]) && tail.dropFirst(2).allSatisfy { $0 == 0 })
      // Nor does the pair come any earlier, counted from the opening quote on, as ffmpeg does.
      let fromQuote = Array(block.dropFirst("StreamTitle=".utf8.count))
      #expect(fromQuote.firstRange(of: [0x27, 0x3B])?.lowerBound == 1 + read.utf8.count)
    }
    var request = ProxyRequest(id: .test)
    request.asksForIcy = true
    let plan = ResponsePlan(
      request, mode: .inline, metaint: interval,
      facts: .init(name: title, contentType: "audio/webm", bitrate: nil, length: Int64(audio.count)))
    #expect(plan.bodyLength == Int64(wire.count))
    #expect(plan.fields.first { $0.name == "content-length" }?.value == "\(wire.count)")
  }

  @Test func lengthIsExactForEveryInterval() {
    let audio = [UInt8](repeating: 1, count: 70_000)
    var wrong: [Int] = []
    for interval in 1...65_536 {
      let interleaver = IcyInterleaver(interval: interval, title: "Beyoncé - Déjà Vu")
      var count = 0
      audio.withUnsafeBytes { interleaver.interleave($0, at: 0) { run, _ in count += run.count } }
      if Int64(count) != interleaver.wireLength(ofAudioBefore: 70_000) { wrong.append(interval) }
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: 1...200) func headerValueInjectsNothing(seed: UInt64) {
    var generator = SplitMix64(seed: seed &* 7919)
    let title = Self.title(&generator)
    let value = IcyTitle.headerValue(title)
    #expect(value.utf8.count <= 255)
    #expect(!value.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) })
    let whole = IcyTitle.cleaned(title).trimmed
    #expect(whole.utf8.starts(with: value.utf8))
    #expect(whole.utf8.count <= 255 ? value == whole : value.utf8.count > 200)
  }

  @Test func oneCharacterWithThousandsOfMarksIsCutAllTheSame() throws {
    let monster = "Z" + String(repeating: "\u{301}", count: 5000)
    #expect((200...255).contains(IcyTitle.headerValue(monster).utf8.count))
    let block = IcyTitle.block(monster)
    #expect(block.count <= 1 + IcyTitle.longestBlock)
    #expect(try #require(IcyParser.title(of: Array(block.dropFirst()))).utf8.count > 4000)
  }

  @Test(arguments: [1, 17, 4096, 16_384, 65_536])
  func overTheWire(metaint: Int) async throws {
    try await RelayFixture.run(audio: Array(RelayFixture.shortAudio.prefix(140_001))) { options in
      options.rules.metaint = metaint
    } _: { relay in
      for seed in 1...6 as ClosedRange<UInt64> {
        var generator = SplitMix64(seed: seed)
        var track = try #require(try relay.library.track(.test))
        track.artist = nil
        track.title = "x" + Self.title(&generator)
        relay.library.put(track)
        let answer = try await relay.get("Icy-MetaData: 1")
        #expect(answer.ending == .complete)
        #expect(
          answer.lines.map { $0.prefix { $0 != ":" } } == [
            "date", "content-type", "icy-metaint", "icy-name", "icy-br", "accept-ranges", "content-length",
            "cache-control",
          ])
        var parser = IcyParser(interval: metaint)
        parser.read(answer.body)
        #expect(Octets(parser.audio) == Octets(relay.audio))
        #expect(parser.isAtBoundary)
        #expect(parser.metadata.count == 1)
      }
    }
  }
}
