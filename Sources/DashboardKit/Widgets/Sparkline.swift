/// A curve in one row of cells.
enum Sparkline {
  /// One character a sample, scaled to the largest; nothing at all when every sample is 0.
  static func text(_ samples: ArraySlice<Int64>, glyphs: Glyphs) -> String {
    guard let most = samples.max(), most > 0 else { return "" }
    let levels = glyphs.levels
    return samples.map { sample in
      let level = Int((Double(max(0, sample)) / Double(most) * Double(levels.count - 1)).rounded())
      return levels[level]
    }.joined()
  }
}
