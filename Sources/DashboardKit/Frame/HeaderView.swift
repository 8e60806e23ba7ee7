import TrackKit

/// The first line: the counts, the player, the resolver.
///
/// It says the same at every width: words are replaced by symbols before anything is left out.
struct HeaderView {
  let scene: Scene

  /// How much is spelled out, most first.
  private struct Detail {
    var name = true
    var words: [String]? = ["streams", "waiting", "retrying", "refreshing"]
    var address = true
    var most = true
    var version = true
    var gap = "  "
  }

  private static let details: [Detail] = {
    let short = ["streams", "wait", "retry", "refresh"]
    return [
      Detail(),
      Detail(version: false),
      Detail(words: short, version: false),
      Detail(address: false, version: false),
      Detail(words: short, address: false, version: false),
      Detail(words: short, address: false, most: false, version: false),
      Detail(words: nil, version: false),
      Detail(words: nil, address: false, version: false),
      Detail(words: nil, address: false, most: false, version: false),
      Detail(name: false, words: nil, address: false, most: false, version: false),
      Detail(name: false, words: nil, address: false, most: false, version: false, gap: " "),
    ]
  }()

  func paint(in area: Rect, on canvas: inout Canvas) {
    var spans: [Span] = []
    for detail in Self.details {
      spans = self.spans(detail, canvas.glyphs)
      if canvas.columns(of: spans) <= area.columns { break }
    }
    canvas.write(spans, in: area)
  }

  private func spans(_ detail: Detail, _ glyphs: Glyphs) -> [Span] {
    let streams = scene.facts.gauges.streams
    let counts: [(symbol: String, value: String, style: Style)] = [
      (
        glyphs.active, "\(streams.active)/\(streams.limit)",
        Style(
          streams.limit > 0 && streams.active >= streams.limit
            ? .warning : streams.active > 0 ? .good : .muted)
      ),
      (glyphs.waiting, "\(streams.waiting)", Style(streams.waiting > 0 ? .warning : .muted)),
      (
        glyphs.retrying, "\(scene.facts.retryingCount)",
        Style(scene.facts.retryingCount > 0 ? .warning : .muted)
      ),
      (
        glyphs.refreshing, "\(scene.facts.gauges.refreshes.running)",
        Style(scene.facts.gauges.refreshes.running > 0 ? .working : .muted)
      ),
    ]
    var spans = [Span(" ")]
    if detail.name { spans += [Span("ytmpd-tui", Style(.accent, .bold)), Span(detail.gap)] }
    for (place, count) in counts.enumerated() {
      spans.append(Span("\(count.symbol) ", count.style))
      spans.append(Span(count.value, Style(count.style.role == .muted ? .text : count.style.role, .bold)))
      if let words = detail.words { spans.append(Span(" \(words[place])")) }
      if place == 0, detail.most, scene.facts.mostActive > 0 {
        spans.append(Span(" \(glyphs.most)\(scene.facts.mostActive)", .muted))
      }
      spans.append(Span(detail.gap))
    }
    spans += playerSpans(detail, glyphs) + [Span(detail.gap)] + resolverSpans(detail)
    return spans
  }

  private func playerSpans(_ detail: Detail, _ glyphs: Glyphs) -> [Span] {
    let player = scene.facts.player
    let style =
      player.connected ? Style(player.state == .play ? .good : .muted, .bold) : Style(.bad, .bold)
    let sign = player.connected ? glyphs.player(player.state) : "off"
    var spans = [Span("\(player.name) "), Span(sign, style)]
    if detail.address, !player.address.isEmpty { spans.append(Span(" \(player.address)")) }
    return spans
  }

  private func resolverSpans(_ detail: Detail) -> [Span] {
    let resolver = scene.facts.gauges.resolver
    let role: Style.Role =
      switch resolver.health {
      case .good: .good
      case .probing: .warning
      case .bad: .bad
      }
    var name = scene.facts.resolverName
    if detail.version, let version = scene.facts.resolverVersion { name += " \(version)" }
    return [Span("\(name) "), Span(resolver.word, Style(role))]
  }
}
