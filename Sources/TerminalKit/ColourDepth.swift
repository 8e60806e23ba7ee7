/// How many colours there are to choose from.
enum ColourDepth: Hashable {
  /// None: weight says what colour would.
  case none
  /// The terminal's own eight, or sixteen.
  case eight, sixteen
  /// xterm's palette of 256.
  case palette
  /// Red, green and blue.
  case direct

  /// The depth of a terminal with so many colours.
  init(colours: Int) {
    self =
      switch colours {
      case ..<8: .none
      case ..<16: .eight
      case ..<256: .sixteen
      case ..<(1 << 24): .palette
      default: .direct
      }
  }
}
