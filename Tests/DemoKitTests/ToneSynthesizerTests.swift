import Testing

@testable import DemoKit
@testable import TrackKit

@Suite("The demo's music")
struct ToneSynthesizerTests {
  /// The samples of a file, from -32768 to 32767.
  private static func samples(_ wave: [UInt8]) -> [Int16] {
    stride(from: 44, to: wave.count, by: 2).map { place in
      Int16(bitPattern: UInt16(wave[place]) | UInt16(wave[place + 1]) << 8)
    }
  }

  @Test("A score is music that can be heard: no clipping, no silence, no click at either end")
  func sound() throws {
    let score = Score(key: .dMajor, tempo: 96, instrument: .bell, seconds: 12, seed: 1)
    let wave = ToneSynthesizer.wave(of: score)
    #expect(wave.count == ToneSynthesizer.length(of: score))
    #expect(String(decoding: wave[..<4], as: UTF8.self) == "RIFF")
    let samples = Self.samples(wave)
    let peak = try #require(samples.map { abs(Int($0)) }.max())
    #expect((20_000...24_000).contains(peak))
    #expect(abs(samples[0]) < 50 && abs(samples[samples.count - 1]) < 50)
    let steps = zip(samples, samples.dropFirst()).map { abs(Int($0) - Int($1)) }
    #expect(try #require(steps.max()) < 12_000)
    // Every second up to the closing fade has something to hear.
    for second in 0..<10 {
      let part = samples[(second * ToneSynthesizer.sampleRate)..<((second + 1) * ToneSynthesizer.sampleRate)]
      #expect(part.contains { abs(Int($0)) > 300 }, "second \(second)")
    }
  }

  @Test("The same score gives the same bytes; key, tempo, instrument and seed each give others")
  func determinism() {
    func wave(
      _ key: Score.Key = .dMajor, _ tempo: Int = 96, _ instrument: Instrument = .pluck, _ seed: UInt64 = 1
    )
      -> [UInt8]
    {
      ToneSynthesizer.wave(of: Score(key: key, tempo: tempo, instrument: instrument, seconds: 14, seed: seed))
    }
    // Compared before #expect, which would print megabytes.
    let original = wave()
    let isRepeatable = wave() == original
    #expect(isRepeatable)
    let others = [wave(.eMinor), wave(.dMajor, 97), wave(.dMajor, 96, .organ), wave(.dMajor, 96, .pluck, 2)]
    let areDistinct = others.map { $0 != original }
    #expect(areDistinct == [true, true, true, true])
  }

  @Test("No note leaves the piece, or the range of a speaker", arguments: DemoLibrary.songs.map(\.score))
  func notes(score: Score) {
    let length = Double(score.seconds) * Double(score.tempo) / 60
    #expect(score.notes.count > 100)
    for note in score.notes {
      #expect(note.start >= 0 && note.start < length)
      #expect((30...96).contains(note.pitch))
    }
  }

  @Test("The library is what an interface must cope with, and every song is its own")
  func library() {
    let songs = DemoLibrary.songs
    #expect(songs.count == 12)
    #expect(Set(songs.map(\.id)).count == 12)
    #expect(songs.contains { $0.id.rawValue.hasPrefix("-") })
    #expect(songs.contains { $0.title.contains("'") })
    #expect(songs.contains { $0.title.unicodeScalars.contains { $0.properties.isEmojiPresentation } })
    #expect(songs.contains { $0.track.displayName.count > 150 })
    for (index, song) in songs.enumerated() {
      #expect((35...70).contains(song.score.seconds))
      // Several ranges each, and no two alike to the ear.
      #expect(ToneSynthesizer.length(of: song.score) > 2 << 20)
      for other in songs[..<index] {
        #expect(
          song.score.key != other.score.key && song.score.tempo != other.score.tempo
            && song.score.notes != other.score.notes)
      }
    }
  }
}
