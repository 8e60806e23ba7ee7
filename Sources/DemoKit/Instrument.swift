import Glibc

/// The sound of a note: its overtones, and how its loudness moves.
struct Instrument: Sendable, Equatable {
  /// The loudness of the overtones, the fundamental first.
  let overtones: [Float]
  /// How long the note takes to reach its loudness, in seconds.
  let attack: Float
  /// The time in which the loudness falls to a third, in seconds.
  let decay: Float
  /// How far a note rings on after its written end, in seconds.
  let release: Float

  /// Bright and short, with an overtone two octaves up.
  static let musicBox = Instrument(
    overtones: [1, 0.05, 0, 0.35, 0, 0, 0, 0.08], attack: 0.004, decay: 0.5, release: 0.6)
  /// Wood: round, and over soon.
  static let marimba = Instrument(overtones: [1, 0, 0, 0.22], attack: 0.006, decay: 0.28, release: 0.3)
  /// Glassy, with a long tail.
  static let bell = Instrument(
    overtones: [1, 0.4, 0.12, 0.02, 0.18, 0, 0.07], attack: 0.008, decay: 0.9, release: 1)
  /// Steady, drawbars at the octave and the twelfth.
  static let organ = Instrument(
    overtones: [1, 0.55, 0.3, 0.2, 0, 0.1, 0, 0.06], attack: 0.03, decay: 6, release: 0.08)
  /// A string that is plucked.
  static let pluck = Instrument(
    overtones: [1, 0.5, 0.33, 0.22, 0.14, 0.09, 0.06], attack: 0.003, decay: 0.4, release: 0.25)
  /// Bowed: comes and goes slowly.
  static let strings = Instrument(
    overtones: [1, 0.45, 0.3, 0.18, 0.12, 0.07, 0.04], attack: 0.14, decay: 4, release: 0.35)

  /// One period of the sound, at most 1 in either direction; `size` is a power of two.
  func period(size: Int) -> [Float] {
    var period = [Float](repeating: 0, count: size)
    for (index, level) in overtones.enumerated() where level != 0 {
      for place in 0..<size {
        period[place] += level * sinf(2 * .pi * Float((index + 1) * place % size) / Float(size))
      }
    }
    let peak = period.lazy.map(abs).max() ?? 1
    return period.map { $0 / max(peak, .leastNormalMagnitude) }
  }
}
