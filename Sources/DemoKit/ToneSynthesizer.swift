import Glibc

/// Plays scores into WAV files, which every MPD decodes and seeks in without a plug-in of its own.
struct ToneSynthesizer: Sendable {
  /// Samples a second; one channel of 16 bits.
  static let sampleRate = 32_000
  /// The media type of what it makes.
  static let contentType = "audio/wav"
  /// The bit rate of what it makes, in kbit/s.
  static let bitrate = sampleRate * 16 / 1000

  private static let headerBytes = 44
  private static let periodBits: UInt32 = 11
  /// The highest sample of a piece: 3 dB below full scale.
  private static let peak: Float = 0.7

  /// The size in bytes of the file that `score` gives.
  static func length(of score: Score) -> Int {
    headerBytes + 2 * sampleRate * score.seconds
  }

  /// The whole file.
  static func wave(of score: Score) -> [UInt8] {
    let samples = samples(of: score)
    return [UInt8](unsafeUninitializedCapacity: headerBytes + 2 * samples.count) { file, count in
      for (index, byte) in header(sampleBytes: 2 * samples.count).enumerated() { file[index] = byte }
      samples.withUnsafeBufferPointer { samples in
        for index in samples.indices {
          let value = UInt16(bitPattern: Int16(samples[index] * 32_767))
          file[headerBytes + 2 * index] = UInt8(truncatingIfNeeded: value)
          file[headerBytes + 2 * index + 1] = UInt8(truncatingIfNeeded: value >> 8)
        }
      }
      count = headerBytes + 2 * samples.count
    }
  }

  /// The sound itself, from -1 to 1.
  private static func samples(of score: Score) -> [Float] {
    let count = sampleRate * score.seconds
    let period = score.instrument.period(size: 1 << periodBits)
    var samples = [Float](repeating: 0, count: count)
    samples.withUnsafeMutableBufferPointer { samples in
      period.withUnsafeBufferPointer { period in
        for note in score.notes { mix(note, of: score, period: period, into: samples) }
      }
      echo(samples, delay: sampleRate * 60 / score.tempo * 3 / 4)
      level(samples)
    }
    return samples
  }

  private static func mix(
    _ note: Score.Note, of score: Score, period: UnsafeBufferPointer<Float>,
    into samples: UnsafeMutableBufferPointer<Float>
  ) {
    let beat = 60 / Double(score.tempo) * Double(sampleRate)
    let instrument = score.instrument
    let rate = Float(sampleRate)
    let first = Int(note.start * beat)
    let held = Int(note.length * beat)
    let last = min(samples.count, first + held + Int(instrument.release * rate))
    let frequency = 440 * exp2(Double(note.pitch - 69) / 12)
    let increment = UInt32(frequency / Double(sampleRate) * 4_294_967_296)
    let fading = expf(-1 / (instrument.decay * rate))
    let ending = expf(-5 / (instrument.release * rate))
    let rise = max(1, Int(instrument.attack * rate))
    var phase: UInt32 = 0
    var loudness = note.loudness
    for place in first..<max(first, last) {
      let age = place - first
      let attack = age < rise ? Float(age) / Float(rise) : 1
      samples[place] += period[Int(phase >> (32 - periodBits))] * loudness * attack
      phase &+= increment
      loudness *= age < held ? fading : ending
    }
  }

  /// A room: each sound comes back, softer and softer.
  private static func echo(_ samples: UnsafeMutableBufferPointer<Float>, delay: Int) {
    for place in min(delay, samples.count)..<samples.count {
      samples[place] += 0.22 * samples[place - delay]
    }
  }

  /// Brings the loudest sample to the peak, and the end softly to silence.
  private static func level(_ samples: UnsafeMutableBufferPointer<Float>) {
    var loudest: Float = .leastNormalMagnitude
    for sample in samples { loudest = max(loudest, abs(sample)) }
    let gain = peak / loudest
    let fade = min(samples.count, sampleRate)
    for place in samples.indices {
      let left = samples.count - 1 - place
      samples[place] *= left < fade ? gain * Float(left) / Float(fade) : gain
    }
  }

  /// The RIFF header of a file with so many bytes of samples.
  private static func header(sampleBytes: Int) -> [UInt8] {
    func number(_ value: Int, _ size: Int) -> [UInt8] {
      (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    return Array("RIFF".utf8) + number(sampleBytes + headerBytes - 8, 4) + Array("WAVEfmt ".utf8)
      + number(16, 4) + number(1, 2) + number(1, 2) + number(sampleRate, 4) + number(2 * sampleRate, 4)
      + number(2, 2) + number(16, 2) + Array("data".utf8) + number(sampleBytes, 4)
  }
}
