import TrackKit

/// All that a terminal smaller than the views has room for.
struct StatusLine {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let streams = scene.facts.gauges.streams
    let player = scene.facts.player
    let glyphs = canvas.glyphs
    var spans = [
      Span(
        "\(glyphs.active) \(streams.slots())",
        Style(streams.active > 0 ? .good : .text, .bold))
    ]
    if scene.facts.retryingCount > 0 {
      spans.append(Span(" \(glyphs.retrying) \(scene.facts.retryingCount)", Style(.warning)))
    }
    if player.connected {
      spans.append(Span(" \(glyphs.player(player.state)) "))
      if let elapsed = player.elapsed(now: scene.now) { spans.append(Span("\(Wording.clock(elapsed)) ")) }
      if let name = player.displayName { spans.append(Span(name)) }
    } else {
      spans.append(Span(" \(player.name) off", Style(.bad)))
    }
    canvas.write(spans, in: area)
  }
}
