extension Renderer {
  /// What the window is called: the song and the program. Fit for a terminal.
  public func windowTitle(_ state: State) -> String {
    let program = "ytmpd-tui"
    guard state.facts.player.connected, let song = state.facts.player.displayName else { return program }
    let sign: String
    switch state.facts.player.state {
    case .play: sign = text.repertoire == .ascii ? "" : "▶ "
    case .pause: sign = text.repertoire == .ascii ? "(paused) " : "‖ "
    case .stop, .unknown: return program
    }
    return "\(sign)\(text.sanitise(String(song.prefix(120)))) - \(program)"
  }
}
