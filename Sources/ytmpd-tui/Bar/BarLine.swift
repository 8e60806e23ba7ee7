/// How the line of a bar is made: from a format, a preset, or both.
struct BarLine: Sendable {
  var format: BarFormat?
  var preset: BarPreset?

  /// The line for `facts` at a moment.
  func text(_ facts: BarFacts, at instant: ContinuousClock.Instant) -> String {
    if let preset { return preset.line(facts, format: format, at: instant) }
    return format?.line(facts, at: instant) ?? ""
  }

  /// Whether it changes every second while a song plays.
  var runs: Bool { format?.fields.contains(where: \.runs) ?? false }
}
