import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit

@Suite struct IcyInterleaverTests {
  /// The wire form of `audio`, handed over in the given pieces.
  private func wire(
    _ interleaver: IcyInterleaver, _ audio: [UInt8], from offset: Int, cuts: [Int] = []
  )
    -> [UInt8]
  {
    var wire: [UInt8] = []
    var counted = 0
    var start = offset
    for end in cuts + [audio.count] where end >= start {
      audio[start..<end].withUnsafeBytes { bytes in
        interleaver.interleave(bytes, at: Int64(start)) { run, audio in
          wire += run
          counted += audio
        }
      }
      start = end
    }
    #expect(counted == audio.count - offset)
    return wire
  }

  @Test(arguments: [1, 2, 3, 7, 16, 63, 64, 65, 100, 1000])
  func roundTripAtEverySplit(interval: Int) throws {
    let audio = patternedBytes(200)
    let interleaver = IcyInterleaver(interval: interval, title: "Beyoncé - Déjà Vu")
    let whole = wire(interleaver, audio, from: 0)
    #expect(Int64(whole.count) == interleaver.wireLength(ofAudioBefore: 200))
    for cut in 0...audio.count {
      #expect(wire(interleaver, audio, from: 0, cuts: [cut]) == whole, "cut at \(cut)")
    }
    for cut in stride(from: 0, through: whole.count, by: 3) {
      var parser = IcyParser(interval: interval)
      parser.read(whole[..<cut])
      parser.read(whole[cut...])
      #expect(parser.audio == audio)
      #expect(parser.isAtBoundary)
      #expect(parser.blockCount == 200 / interval)
      // The title once, and never again: each repetition would be a change to a player.
      #expect(
        parser.metadata.map(IcyParser.title) == (interval <= 200 ? ["Beyoncé - Déjà Vu"] : []))
    }
  }

  @Test(arguments: [1, 5, 64, 1000])
  func resumeEqualsTheUninterrupted(interval: Int) {
    let audio = patternedBytes(300)
    let interleaver = IcyInterleaver(interval: interval, title: "x")
    let whole = wire(interleaver, audio, from: 0)
    for offset in 0...audio.count {
      let before = Int(interleaver.wireLength(ofAudioBefore: Int64(offset)))
      #expect(Array(whole[before...]) == wire(interleaver, audio, from: offset), "from \(offset)")
    }
  }

  @Test(
    arguments: [
      (16_384, 0, 0), (16_384, 16_383, 0), (16_384, 16_384, 33), (16_384, 32_768, 34), (1, 3, 35),
      (65_536, 1 << 40, 33 + (1 << 24) - 1),
    ] as [(Int, Int64, Int64)])
  func wireLength(interval: Int, audio: Int64, metadata: Int64) {
    // "StreamTitle='abc';" takes two units of 16, and the length byte.
    let interleaver = IcyInterleaver(interval: interval, title: "abc")
    #expect(interleaver.wireLength(ofAudioBefore: audio) == audio + metadata)
  }

  @Test func manyByteRunsByRandomCuts() {
    var generator = SplitMix64(seed: 11)
    let audio = patternedBytes(20_000)
    for interval in [1, 17, 4096, 16_384, 65_536] {
      let interleaver = IcyInterleaver(
        interval: interval, title: String(repeating: "🎵", count: 2000))
      let cuts = (0..<20).map { _ in Int.random(in: 0...audio.count, using: &generator) }.sorted()
      var parser = IcyParser(interval: interval)
      parser.read(wire(interleaver, audio, from: 0, cuts: cuts))
      #expect(Octets(parser.audio) == Octets(audio))
    }
  }
}
