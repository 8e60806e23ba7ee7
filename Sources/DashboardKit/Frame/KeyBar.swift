import TrackKit

/// The last line: the keys, or the prompt that has them.
struct KeyBar {
  let scene: Scene
  /// What the view that is shown says of its commands.
  let hints: [KeyHint]

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
    Item(commands: [.add], long: "add", short: "add", rank: 8),
    Item(commands: [.help], long: "help", short: "help", rank: 0),
    Item(commands: [.quit], long: "quit", short: "quit", rank: 0),
  ]

  func paint(in area: Rect, on canvas: inout Canvas) {
    switch scene.state.overlay {
    case .prompt(.add, let line): paintPrompt("add URL or id: ", line, in: area, on: &canvas)
    case .prompt(.search, let line): paintPrompt("search YouTube: ", line, in: area, on: &canvas)
    case .palette(let line, _): paintPrompt(":", line, in: area, on: &canvas)
    case .details:
      paintHint(
        [(.clear, "back"), (.push, "append"), (.copy, "copy URL"), (.down, "scroll")].filter {
          scene.state.view.offers($0.0)
        }, in: area, on: &canvas)
    case .stream:
      paintHint(
        [(.clear, "back"), (.refresh, "refresh"), (.push, "push"), (.copy, "copy URL"), (.down, "scroll")],
        in: area, on: &canvas)
    case .filter(let line, _): paintPrompt("filter: ", line, in: area, on: &canvas)
    case .confirm(let question, _):
      canvas.write(
        [Span(" \(question) ", Style(.warning, .bold)), Span("[y/N]", Style(.accent, .bold))], in: area)
    case .leave(let streams): paintLeaving(streams, in: area, on: &canvas)
    default: paintKeys(in: area, on: &canvas)
    }
  }

  /// The question whether to leave, with its answers.
  private func paintLeaving(_ streams: Int, in area: Rect, on canvas: inout Canvas) {
    func spans(_ question: String, _ wait: String) -> [Span] {
      [
        Span(" \(question) ", Style(.warning, .bold)), Span("[y/N]", Style(.accent, .bold)), Span("  "),
        Span(State.waitKey.name(ascii: canvas.glyphs.ascii), Style(.accent, .bold)), Span(" \(wait)"),
      ]
    }
    let count = Wording.count(streams, "stream")
    let long = spans(
      "\(count) \(streams == 1 ? "is" : "are") playing. Quit?", "wait without a screen")
    canvas.write(canvas.columns(of: long) > area.columns ? spans("\(count). Quit?", "wait") : long, in: area)
  }

  /// The keys of what lies over the view.
  private func paintHint(_ hints: [(Command, String)], in area: Rect, on canvas: inout Canvas) {
    var spans: [Span] = []
    for (command, word) in hints {
      guard let key = scene.state.keyMap.keys(for: command).first else { continue }
      spans += [
        Span(spans.isEmpty ? " " : "  "), Span(key.name(ascii: canvas.glyphs.ascii), Style(.accent, .bold)),
        Span(" \(word)"),
      ]
    }
    canvas.write(spans, in: area)
  }

  /// The keys, and at the end those that are particular to the view.
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
    return items
  }

  private func paintKeys(in area: Rect, on canvas: inout Canvas) {
    var items = items
    var spans = self.spans(items, isShort: false, gap: "  ", canvas)
    if canvas.columns(of: spans) > area.columns {
      spans = self.spans(items, isShort: true, gap: "  ", canvas)
    }
    while canvas.columns(of: spans) > area.columns {
      spans = self.spans(items, isShort: true, gap: " ", canvas)
      guard canvas.columns(of: spans) > area.columns,
        let least = items.indices.max(by: { items[$0].rank < items[$1].rank })
      else { break }
      items.remove(at: least)
    }
    canvas.write(spans, in: area)
  }

  private func spans(_ items: [Item], isShort: Bool, gap: String, _ canvas: Canvas) -> [Span] {
    var spans: [Span] = []
    for item in items {
      let keys = item.commands.compactMap {
        scene.state.keyMap.keys(for: $0).first?.name(ascii: canvas.glyphs.ascii)
      }
      guard keys.count == item.commands.count else { continue }
      spans += [
        Span(spans.isEmpty ? " " : gap),
        Span(keys.joined(separator: isShort ? "" : " "), Style(.accent, .bold)),
        Span(" \(isShort ? item.short : item.long)"),
      ]
    }
    return spans
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
