import FoundationEssentials
import TrackKit

/// What a user sees who has nothing in the library yet: what is ready and what is not, each with its cure, and then how
/// to add music.
struct WelcomePage {
  let scene: Scene

  /// A part of the machine that music needs.
  private struct Part {
    enum Condition { case good, unknown, bad }
    var name: String
    var condition: Condition
    var text: String
    var cure = ""
  }

  func paint(in body: Rect, on canvas: inout Canvas) {
    let pane = Pane(body, "first start", on: canvas.buffer.size)
    pane.paint(on: &canvas)
    let area = pane.inside.inset(columns: pane.inside.columns > 60 ? 2 : 1)
    let all = lines(glyphs: canvas.glyphs, isRoomy: true)
    let roomy = wrapped(all, columns: area.columns, text: canvas.text)
    let lines =
      roomy.count <= area.rows
      ? roomy
      : wrapped(lines(glyphs: canvas.glyphs, isRoomy: false), columns: area.columns, text: canvas.text)
    for (offset, line) in lines.prefix(area.rows).enumerated() { canvas.write(line, in: area.line(offset)) }
  }

  private struct Line {
    var spans: [Span]
    var indent = 0
  }

  private func wrapped(_ lines: [Line], columns: Int, text: DisplayText) -> [[Span]] {
    lines.flatMap { line in
      line.spans.isEmpty
        ? [[]]
        : WrappedLine(spans: line.spans, indent: line.indent).lines(columns: min(columns, 96), text: text)
    }
  }

  private func lines(glyphs: Glyphs, isRoomy: Bool) -> [Line] {
    let gap = isRoomy ? [Line(spans: [])] : []
    let parts = parts.flatMap { part -> [Line] in
      let (sign, role): (String, Style.Role) =
        switch part.condition {
        case .good: (glyphs.done, .good)
        case .unknown: (glyphs.waiting, .muted)
        case .bad: (glyphs.failed, .bad)
        }
      let name = part.name + String(repeating: " ", count: max(1, 11 - part.name.count))
      let first = Line(
        spans: [
          Span("\(sign) ", Style(role, .bold)), Span(name, Style(.text, .bold)),
          Span(part.text, part.condition == .bad ? Style(.bad) : .plain),
        ], indent: isRoomy ? 13 : 2)
      guard !part.cure.isEmpty else { return [first] }
      let blanks = String(repeating: " ", count: isRoomy ? 13 : 2)
      return [first, Line(spans: [Span(blanks), Span(part.cure, Style(.accent))], indent: blanks.count)]
    }
    let ways = [
      "Paste the URL of a song, album, playlist or channel of YouTube or YouTube Music here, "
        + "and press \(Key.enter.name(ascii: glyphs.spellsKeys)).",
      "Or press \(key(.add)) to type a URL, or \(key(.search)) to search for a song.",
      "Playlists listed under playlists: in the configuration are synced automatically.",
    ].map { Line(spans: [Span("\(glyphs.marker) ", Style(.accent)), Span($0)], indent: 2) }
    return [Line(spans: [Span("Your library is empty.", Style(.accent, .bold))])] + gap + parts + gap
      + (isRoomy ? [Line(spans: [Span("Add music:", Style(.accent, .bold))])] : []) + ways
  }

  // MARK: Parts

  private var parts: [Part] {
    let facts = scene.facts
    let problems = facts.allProblems
    let others = problems.filter { $0.part != facts.resolverName && $0.part != facts.player.name }
    return [proxy, resolver(problems)]
      + others.map { Part(name: $0.part, condition: .bad, text: $0.problem, cure: $0.cure) }
      + [player(problems)]
  }

  private var proxy: Part {
    let facts = scene.facts
    guard facts.status != nil else { return Part(name: "proxy", condition: .unknown, text: "coming up") }
    let place = facts.session.port.map { "listens at port \($0)" } ?? "listens"
    return Part(name: "proxy", condition: .good, text: place)
  }

  private func resolver(_ problems: [PartProblem]) -> Part {
    let facts = scene.facts
    if let problem = problems.first(where: { $0.part == facts.resolverName }) {
      return Part(name: problem.part, condition: .bad, text: problem.problem, cure: problem.cure)
    }
    guard let version = facts.resolverVersion else {
      return Part(name: facts.resolverName, condition: .unknown, text: "being looked at")
    }
    return Part(name: facts.resolverName, condition: .good, text: version)
  }

  private func player(_ problems: [PartProblem]) -> Part {
    let player = scene.facts.player
    if player.connected {
      return Part(
        name: player.name, condition: .good,
        text: player.address.isEmpty ? "connected" : "connected at \(player.address)")
    }
    guard let problem = problems.last(where: { $0.part == player.name }) else {
      return Part(name: player.name, condition: .unknown, text: "being looked for")
    }
    var text = problem.problem
    if !player.address.isEmpty, !text.contains(player.address) { text += "; looked for at \(player.address)" }
    if let next = scene.facts.playerRetryAt { text += "; next look at \(scene.clock.time(next))" }
    return Part(name: player.name, condition: .bad, text: text, cure: problem.cure)
  }

  private func key(_ command: Command) -> String {
    scene.state.keyMap.keys(for: command).first?.name(ascii: true) ?? ":\(command.name)"
  }
}
