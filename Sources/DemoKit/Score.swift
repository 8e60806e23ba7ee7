import LoopbackOrigin

/// A small piece of music, made up from a key, a tempo and a seed: the same arguments give the same notes.
struct Score: Sendable, Equatable {
  /// A scale on a tonic.
  struct Key: Sendable, Equatable {
    /// The MIDI number of the tonic in the octave of the melody.
    let tonic: Int
    /// The steps of the scale in semitones above the tonic.
    let scale: [Int]

    private static let major = [0, 2, 4, 5, 7, 9, 11]
    private static let minor = [0, 2, 3, 5, 7, 8, 10]

    static let dMajor = Key(tonic: 62, scale: major)
    static let eMajor = Key(tonic: 64, scale: major)
    static let fMajor = Key(tonic: 65, scale: major)
    static let gMajor = Key(tonic: 67, scale: major)
    static let aMajor = Key(tonic: 69, scale: major)
    static let bFlatMajor = Key(tonic: 58, scale: major)
    static let cMinor = Key(tonic: 60, scale: minor)
    static let eMinor = Key(tonic: 64, scale: minor)
    static let bMinor = Key(tonic: 59, scale: minor)
    static let dDorian = Key(tonic: 62, scale: [0, 2, 3, 5, 7, 9, 10])
    static let aMinorPentatonic = Key(tonic: 69, scale: [0, 3, 5, 7, 10])
    static let gMajorPentatonic = Key(tonic: 67, scale: [0, 2, 4, 7, 9])

    /// The MIDI number of the `degree`th note of the scale, 0 being the tonic; below it when negative.
    func pitch(_ degree: Int) -> Int {
      let (octave, step) = degree.flooredDivision(by: scale.count)
      return tonic + 12 * octave + scale[step]
    }
  }

  /// A note; times in beats.
  struct Note: Sendable, Equatable {
    /// When it begins.
    let start: Double
    /// How long it is held.
    let length: Double
    /// Its MIDI number: 69 is 440 Hz.
    let pitch: Int
    /// From 0 to 1.
    let loudness: Float
  }

  /// The scale it is in.
  let key: Key
  /// Beats a minute.
  let tempo: Int
  /// What plays it.
  let instrument: Instrument
  /// How long it is, in seconds.
  let seconds: Int
  /// What the melody is made up from.
  let seed: UInt64

  /// How long it plays.
  var duration: Duration { .seconds(seconds) }

  private static let beatsPerBar = 4
  private static let progressions = [
    [0, 4, 5, 3], [0, 3, 4, 0], [0, 5, 3, 4], [5, 3, 0, 4], [0, 2, 3, 4],
  ]
  private static let figures = [[0, 1, 2, 1], [0, 2, 1, 2], [2, 1, 0, 1], [0, 1, 2, 3]]

  /// All notes: bass, broken chords and melody, with a closing chord that rings to the end.
  var notes: [Note] {
    var generator = SplitMix64(seed: seed)
    let progression = Self.pick(Self.progressions, &generator)
    let figure = Self.pick(Self.figures, &generator)
    let beats = Double(seconds - 3) * Double(tempo) / 60
    let bars = max(1, Int(beats) / Self.beatsPerBar)
    // Two phrases in the order of a song: the second one every fourth time.
    let phrases = [phrase(&generator), phrase(&generator)]
    var notes: [Note] = []
    for bar in 0..<bars {
      let root = progression[bar % progression.count]
      let start = Double(bar * Self.beatsPerBar)
      notes += accompaniment(root: root, figure: figure, at: start)
      let isSecond = bar / 2 % 4 == 2
      // The first bars belong to the accompaniment alone.
      if bar >= 2 { notes += melody(phrases[isSecond ? 1 : 0], half: bar % 2, root: root, at: start) }
    }
    let end = Double(bars * Self.beatsPerBar)
    for (index, degree) in [0, 2, 4, key.scale.count].enumerated() {
      notes.append(
        Note(
          start: end + Double(index) * 0.12, length: Double(seconds) * Double(tempo) / 60 - end,
          pitch: key.pitch(degree) - 12, loudness: 0.4))
    }
    return notes
  }

  /// Eight steps of a melody as movements along the scale; `nil` is a rest.
  private func phrase(_ generator: inout SplitMix64) -> [Int?] {
    var degree = Int.random(in: 0...4, using: &generator)
    return (0..<8).map { step in
      let isRest = step % 4 != 0 && Int.random(in: 0..<4, using: &generator) == 0
      degree = min(8, max(-2, degree + Int.random(in: -2...2, using: &generator)))
      return isRest ? nil : degree
    }
  }

  private func melody(_ phrase: [Int?], half: Int, root: Int, at start: Double) -> [Note] {
    phrase.dropFirst(half * Self.beatsPerBar).prefix(Self.beatsPerBar).enumerated().compactMap {
      beat, degree in
      guard let degree else { return nil }
      // The first beat of a bar agrees with its chord.
      let agreed = beat == 0 ? root + 2 * ((degree - root) / 2) : degree
      return Note(
        start: start + Double(beat), length: 0.9, pitch: key.pitch(agreed), loudness: beat == 0 ? 0.6 : 0.5)
    }
  }

  private func accompaniment(root: Int, figure: [Int], at start: Double) -> [Note] {
    let bass = [0.0, 2.0].map { beat in
      Note(start: start + beat, length: 1.8, pitch: key.pitch(root) - 24, loudness: 0.45)
    }
    let chord = (0..<8).map { eighth in
      Note(
        start: start + Double(eighth) / 2, length: 0.45,
        pitch: key.pitch(root + 2 * figure[eighth % figure.count]) - 12, loudness: 0.25)
    }
    return bass + chord
  }

  private static func pick<Element>(_ list: [Element], _ generator: inout SplitMix64) -> Element {
    list[Int.random(in: 0..<list.count, using: &generator)]
  }
}

extension Int {
  /// The quotient rounded down and the remainder that goes with it, which is never negative.
  fileprivate func flooredDivision(by divisor: Int) -> (quotient: Int, remainder: Int) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
