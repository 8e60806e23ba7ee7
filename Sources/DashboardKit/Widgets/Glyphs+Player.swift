extension Glyphs {
  /// The sign of what a player does.
  func player(_ state: PlayerSnapshot.PlayState) -> String {
    switch state {
    case .play: ascii ? ">" : console ? "►" : "▶"
    // U+23F8 is an emoji to many terminals, which then draw it two cells wide.
    case .pause: ascii ? "=" : console ? "║" : "‖"
    case .stop: ascii ? "#" : "■"
    case .unknown: "?"
    }
  }
}
