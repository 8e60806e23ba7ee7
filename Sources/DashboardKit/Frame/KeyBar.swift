import TrackKit

/// The last line: the keys, or the prompt that has them.
struct KeyBar {
  let scene: Scene
  /// What the view that is shown says of its commands.
  let hints: [KeyHint]
  /// How far what lies over the view can be scrolled.
  var overlay: ScreenMap.Extent?

  private struct Item {
    var commands: [Command]
    var long: String
    var short: String
    /// What goes first when the line is too narrow.
    var rank: Int
  }

  private static let items: [Item] = [
    Item(commands: [.refresh], long: "refresh", short: "refresh", rank: 1),
    Item(commands: [.refreshExpired], long: "refresh stale", short: "stale", rank: 4),
    Item(commands: [.activate], long: "play", short: "play", rank: 2),
    Item(commands: [.togglePause], long: "pause", short: "pause", rank: 3),
    Item(commands: [.previous, .next], long: "skip", short: "skip", rank: 6),
    Item(commands: [.push], long: "push", short: "push", rank: 5),
    Item(commands: [.filter], long: "filter", short: "filter", rank: 7),
    Item(commands: [.sort], long: "sort", short: "sort", rank: 9),
    Item(commands: [.undo], long: "undo", short: "undo", rank: 4),
    Item(commands: [.add], long: "add", short: "add", rank: 8),
    Item(commands: [.help], long: "help", short: "help", rank: 0),
    Item(commands: [.quit], long: "quit", short: "quit", rank: 0),
  ]

  /// The commands that it names in every view, where they do something.
  static var commands: [Command] { items.flatMap(\.commands) }

  /// Paints it.
  ///
  /// - Returns: the keys that are named, to be clicked on.
  func paint(in area: Rect, on canvas: inout Canvas) -> [ScreenMap.Target] {
    switch scene.state.overlay {
    case .prompt(.add, let line): paintPrompt("add URL or id: ", line, in: area, on: &canvas)
    case .prompt(.search, let line): paintPrompt("search YouTube: ", line, in: area, on: &canvas)
    case .palette(let line, _): paintPrompt(":", line, in: area, on: &canvas)
    case .details:
      return paintHint(
        [(.clear, "back"), (.push, "append"), (.copy, "copy URL"), (.down, "scroll")], in: area, on: &canvas)
    case .stream:
      return paintHint(
        [(.clear, "back"), (.refresh, "refresh"), (.push, "push"), (.copy, "copy URL"), (.down, "scroll")],
        in: area, on: &canvas)
    case .help(let page):
      guard let line = page.search else {
        return paintHint(
          [(.activate, "run"), (.filter, "search"), (.clear, "close")], in: area, on: &canvas)
      }
      paintPrompt("search the help: ", line, in: area, on: &canvas)
    case .problems: return paintHint([(.clear, "close"), (.down, "scroll")], in: area, on: &canvas)
    case .sound(let sound, let index): return paintHint(hints(sound, index), in: area, on: &canvas)
    case .themes: return paintHint([(.activate, "take"), (.clear, "back")], in: area, on: &canvas)
    case .filter(let line, _): paintPrompt("filter: ", line, in: area, on: &canvas)
    case .confirm(let question, _): return paint(question, in: area, on: &canvas)
    case .choice(let choice): return paint(choice, in: area, on: &canvas)
    case .leave(let streams): return paintLeaving(streams, in: area, on: &canvas)
    case nil: return paintKeys(in: area, on: &canvas)
    }
    return []
  }

  private func hints(_ sound: PlayerSound, _ index: Int) -> [(Command, String)] {
    switch sound.entries.indices.contains(index) ? sound.entries[index] : nil {
    case .crossfade:
      [(.activate, "change"), (.softer, "shorter"), (.louder, "longer"), (.clear, "close")]
    case .partition(_, isShown: false): [(.activate, "go there"), (.clear, "close")]
    case .partition, nil: [(.clear, "close")]
    default: [(.activate, "change"), (.clear, "close")]
    }
  }

  /// A part of the line, and the key that a click on it presses.
  private struct Piece {
    var spans: [Span]
    var key: Key?

    init(_ spans: [Span], key: Key? = nil) {
      self.spans = spans
      self.key = key
    }

    /// A key and what it does.
    init(_ key: Key, _ word: String, gap: String = "  ", ascii: Bool) {
      spans = [
        Span(gap), Span(key.name(ascii: ascii), Style(.accent, .bold)), Span(" \(word)"),
      ]
      self.key = key
    }
  }

  private func columns(of pieces: [Piece], _ canvas: Canvas) -> Int {
    pieces.reduce(0) { $0 + canvas.columns(of: $1.spans) }
  }

  private func paint(_ pieces: [Piece], in area: Rect, on canvas: inout Canvas) -> [ScreenMap.Target] {
    var targets: [ScreenMap.Target] = []
    var rest = area
    for piece in pieces {
      let end = canvas.write(piece.spans, in: rest)
      if let key = piece.key {
        let line = Rect(column: rest.column, row: area.row, columns: end - rest.column, rows: 1)
        targets.append(.init(area: line, meaning: .press(key)))
      }
      rest.columns -= end - rest.column
      rest.column = end
    }
    return targets
  }

  /// A question to be answered with yes or no; of a long one the end is cut, and the answers are seen.
  private func paint(_ question: String, in area: Rect, on canvas: inout Canvas) -> [ScreenMap.Target] {
    let answers = [
      Piece([Span(" [y", Style(.accent, .bold))], key: .character("y")),
      Piece([Span("/N]", Style(.accent, .bold))], key: .escape),
    ]
    let room = max(0, area.columns - columns(of: answers, canvas))
    let end = canvas.write(
      [Span(" \(question)", Style(.warning, .bold))],
      in: Rect(column: area.column, row: area.row, columns: room, rows: 1))
    let rest = Rect(
      column: end, row: area.row, columns: area.column + area.columns - end, rows: 1)
    return paint(answers, in: rest, on: &canvas)
  }

  private func paint(_ choice: Choice, in area: Rect, on canvas: inout Canvas) -> [ScreenMap.Target] {
    let ascii = canvas.glyphs.spellsKeys
    let answers = choice.answers.map { Piece($0.key, $0.word, ascii: ascii) }
    let cancel = Piece(.escape, "cancel", ascii: ascii)
    let question = Piece([Span(" \(choice.question)", Style(.warning, .bold))])
    // The answers matter more than the question, and any other key cancels.
    let choices = [[question] + answers + [cancel], answers + [cancel], answers]
    let shown = choices.first { columns(of: $0, canvas) <= area.columns } ?? answers
    return paint(shown, in: area, on: &canvas)
  }

  /// The question whether to leave, with its answers.
  private func paintLeaving(
    _ streams: Int, in area: Rect, on canvas: inout Canvas
  ) -> [ScreenMap.Target] {
    func pieces(_ question: String, _ wait: String) -> [Piece] {
      [
        Piece([Span(" \(question) ", Style(.warning, .bold))]),
        Piece([Span("[y", Style(.accent, .bold))], key: .character("y")),
        Piece([Span("/N]", Style(.accent, .bold))], key: .escape),
        Piece(State.waitKey, wait, ascii: canvas.glyphs.spellsKeys),
      ]
        + (scene.state.facts.session.canDetach
          ? [Piece(State.detachKey, "detach", ascii: canvas.glyphs.ascii)] : [])
    }
    let count = Wording.count(streams, "stream")
    let long = pieces(
      "\(count) \(streams == 1 ? "is" : "are") playing. Quit?", "wait without a screen")
    let fits = columns(of: long, canvas) <= area.columns
    return paint(fits ? long : pieces("\(count). Quit?", "wait"), in: area, on: &canvas)
  }

  /// The keys of what lies over the view.
  private func paintHint(
    _ hints: [(Command, String)], in area: Rect, on canvas: inout Canvas
  ) -> [ScreenMap.Target] {
    let ascii = canvas.glyphs.spellsKeys
    let pieces = hints.compactMap { command, word -> (Key, String)? in
      switch command {
      case .down: guard (overlay?.limit ?? 0) > 0 else { return nil }
      case .refresh, .push, .copy: guard scene.state.can(command, now: scene.now) else { return nil }
      default: break
      }
      return scene.state.keyMap.keys(for: command).first.map { ($0, word) }
    }
    var line = pieces.enumerated().map { Piece($1.0, $1.1, gap: $0 == 0 ? " " : "  ", ascii: ascii) }
    // Half a word helps nobody.
    while columns(of: line, canvas) > area.columns, line.count > 1 { line.removeLast() }
    return paint(line, in: area, on: &canvas)
  }

  /// The keys that do something now, and at the end those that are particular to the view.
  private var items: [Item] {
    var items = Self.items
    var extra: [Item] = []
    for hint in hints {
      if let place = items.firstIndex(where: { $0.commands == [hint.command] }) {
        items[place].long = hint.word
        items[place].short = hint.word
      } else {
        extra.append(
          Item(commands: [hint.command], long: hint.word, short: hint.word, rank: 10 + extra.count))
      }
    }
    items.insert(contentsOf: extra, at: items.count - 2)
    return items.compactMap { item in
      guard item.commands.allSatisfy({ scene.state.can($0, now: scene.now) }) else { return nil }
      guard item.commands.count == 1, let word = scene.state.word(for: item.commands[0]) else { return item }
      var item = item
      item.long = word
      item.short = String(word.prefix { $0 != " " })
      return item
    }
  }

  private func paintKeys(in area: Rect, on canvas: inout Canvas) -> [ScreenMap.Target] {
    var items = items
    var pieces = self.pieces(items, isShort: false, gap: "  ", canvas)
    if columns(of: pieces, canvas) > area.columns {
      pieces = self.pieces(items, isShort: true, gap: "  ", canvas)
    }
    while columns(of: pieces, canvas) > area.columns {
      pieces = self.pieces(items, isShort: true, gap: " ", canvas)
      guard columns(of: pieces, canvas) > area.columns,
        let least = items.indices.max(by: { items[$0].rank < items[$1].rank })
      else { break }
      items.remove(at: least)
    }
    return paint(pieces, in: area, on: &canvas)
  }

  /// Each key of an item can be clicked on; its word belongs to the last.
  private func pieces(_ items: [Item], isShort: Bool, gap: String, _ canvas: Canvas) -> [Piece] {
    var pieces: [Piece] = []
    for item in items {
      let keys = item.commands.compactMap { scene.state.keyMap.keys(for: $0).first }
      guard keys.count == item.commands.count else { continue }
      pieces.append(Piece([Span(pieces.isEmpty ? " " : gap)]))
      for (place, key) in keys.enumerated() {
        if place > 0, !isShort { pieces.append(Piece([Span(" ")])) }
        var spans = [Span(key.name(ascii: canvas.glyphs.spellsKeys), Style(.accent, .bold))]
        if place == keys.count - 1 { spans.append(Span(" \(isShort ? item.short : item.long)")) }
        pieces.append(Piece(spans, key: key))
      }
    }
    return pieces
  }

  /// The text is scrolled so far that the cursor is seen.
  private func paintPrompt(_ title: String, _ line: LineEditor, in area: Rect, on canvas: inout Canvas) {
    let start = canvas.write([Span(" \(title)", Style(.accent, .bold))], in: area)
    let free = area.columns - start - 1
    var before = line.characters[..<line.cursor]
    while canvas.text.columns(of: String(before)) > free, !before.isEmpty { before.removeFirst() }
    let cursor = canvas.write(String(before), column: start, row: area.row, columns: free)
    canvas.write(
      String(line.characters[line.cursor...]), column: cursor, row: area.row,
      columns: area.columns - cursor)
    canvas.placeCursor(Position(column: cursor, row: area.row))
  }
}
