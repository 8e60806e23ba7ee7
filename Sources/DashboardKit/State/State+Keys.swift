import FoundationEssentials
import TrackKit

extension State {
  /// A key goes to what lies on top; what is left goes through the key map.
  mutating func press(_ key: Key, now: Date) -> [Effect] {
    if case .mouse(let event) = key { return point(event, now: now) }
    switch overlay {
    case .help(let scroll):
      return pressInPage(key, scroll: scroll, limit: HelpOverlay.scrollLimit(state: self)) {
        .help(scroll: $0)
      }
    case .problems(let scroll):
      let limit = ProblemsOverlay.scrollLimit(state: self)
      return pressInPage(key, scroll: scroll, limit: limit) { .problems(scroll: $0) }
    case .stream(let id, let scroll): return pressInStory(key, of: id, scroll: scroll, now: now)
    case .confirm(_, let effect): return answer(key, effect)
    case .prompt(let prompt, let line): return pressInPrompt(key, prompt, line, now: now)
    case .palette(let line, let index): return pressInPalette(key, line, index: index, now: now)
    case .results(let results, let index): return pressInResults(key, results, index: index, now: now)
    case .filter(let line, let before):
      pressInFilter(key, line: line, before: before, now: now)
      return []
    case nil:
      if case .paste(let text) = key { return paste(text, now: now) }
      guard let command = keyMap.command(for: key) else { return [] }
      return perform(command, now: now)
    }
  }

  /// Pasted text on no field at all is something to add.
  private mutating func paste(_ text: String, now: Date) -> [Effect] {
    var line = LineEditor()
    line.insert(text)
    overlay = .prompt(.add, line)
    // A URL that ends its line was meant to be taken at once.
    return text.last?.isNewline ?? false ? press(.enter, now: now) : []
  }

  private mutating func answer(_ key: Key, _ effect: Effect) -> [Effect] {
    overlay = nil
    let isYes = key == .character("y") || key == .character("Y")
    // Asking twice to leave is an answer.
    guard isYes || (effect == .quit && keyMap.command(for: key) == .quit) else { return [] }
    unmark(after: effect)
    return [effect]
  }

  /// A page of text that is scrolled, and closed by any other key.
  private mutating func pressInPage(
    _ key: Key, scroll: Int, limit: Int, page: (Int) -> Overlay
  ) -> [Effect] {
    let step = max(1, size.rows - 4)
    let target: Int
    switch keyMap.command(for: key) {
    case .down: target = scroll + 1
    case .up: target = scroll - 1
    case .pageDown: target = scroll + step
    case .pageUp: target = scroll - step
    case .first: target = 0
    case .last: target = limit
    case .redraw: return [.redraw]
    default:
      overlay = nil
      return []
    }
    overlay = page(max(0, min(target, limit)))
    return []
  }

  private mutating func pressInStory(_ key: Key, of id: UInt64, scroll: Int, now: Date) -> [Effect] {
    guard let command = keyMap.command(for: key) else { return [] }
    let step = max(1, layout.list.rows - 1)
    let limit = StreamDetail.scrollLimit(state: self, id: id)
    let target: Int
    switch command {
    case .down: target = scroll + 1
    case .up: target = scroll - 1
    case .pageDown: target = scroll + step
    case .pageUp: target = scroll - step
    case .first: target = 0
    case .last: target = limit
    case .refresh, .push, .copy, .radio, .togglePause, .next, .previous, .seekBack, .seekForward, .louder,
      .softer,
      .toggle, .redraw, .suspend, .cancel:
      return perform(command, now: now)
    case .show, .nextTab, .previousTab, .help, .palette:
      overlay = nil
      return perform(command, now: now)
    default:
      overlay = nil
      return []
    }
    overlay = .stream(id, scroll: max(0, min(target, limit)))
    return []
  }

  private mutating func pressInPrompt(
    _ key: Key, _ prompt: Prompt, _ line: LineEditor, now: Date
  ) -> [Effect] {
    var line = line
    switch key {
    case .enter:
      overlay = nil
      let text = line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !text.isEmpty else { return [] }
      return ask(prompt, text, now: now)
    case .escape, .control("c"), .control("g"): overlay = nil
    default:
      if line.edit(key) { overlay = .prompt(prompt, line) }
    }
    return []
  }

  /// What a prompt asked for.
  mutating func ask(_ prompt: Prompt, _ text: String, now: Date) -> [Effect] {
    switch prompt {
    case .add:
      say(.info, "adding \(text)", now: now)
      return [.add(text)]
    case .search:
      say(.info, "asking YouTube for \(text)", now: now)
      return [.search(text)]
    }
  }

  private mutating func pressInFilter(_ key: Key, line: LineEditor, before: String, now: Date) {
    var line = line
    switch key {
    case .enter: overlay = nil
    case .escape, .control("c"), .control("g"):
      overlay = nil
      setFilter(before, now: now)
    case .up: changeList(.move(by: -1))
    case .down: changeList(.move(by: 1))
    case .pageUp: changeList(.move(by: -max(1, layout.listRows - 1)))
    case .pageDown: changeList(.move(by: max(1, layout.listRows - 1)))
    default:
      guard line.edit(key) else { return }
      overlay = .filter(line, before: before)
      setFilter(line.text, now: now)
    }
  }

  private mutating func pressInResults(
    _ key: Key, _ results: SearchResults, index: Int, now: Date
  ) -> [Effect] {
    let last = max(0, results.hits.count - 1)
    let page = max(1, size.rows - 6)
    var target = index
    if case .character(let digit) = key, let number = digit.wholeNumberValue, number > 0,
      results.hits.indices.contains(number - 1)
    {
      overlay = .results(results, index: number - 1)
      return []
    }
    switch keyMap.command(for: key) {
    case .down: target += 1
    case .up: target -= 1
    case .pageDown: target += page
    case .pageUp: target -= page
    case .first: target = 0
    case .last: target = last
    case .activate, .push, .add, .radio, .copy:
      guard let command = keyMap.command(for: key), results.hits.indices.contains(index) else { return [] }
      return take(results.hits[index], by: command, now: now)
    case .clear, .quit:
      overlay = nil
      return []
    case .redraw: return [.redraw]
    default: return []
    }
    overlay = .results(results, index: max(0, min(target, last)))
    return []
  }

  private mutating func take(_ hit: SearchResults.Hit, by command: Command, now: Date) -> [Effect] {
    switch command {
    case .add:
      say(.info, "adding \(hit.displayName)", now: now)
      return [.add(hit.id.rawValue)]
    case .radio:
      overlay = nil
      return [.radio(hit.id)]
    case .copy: return copy(hit.id)
    default:
      guard isPlayerThere(now: now) else { return [] }
      if command == .push { return [.push([hit.id])] }
      overlay = nil
      return [.play(hit.id)]
    }
  }
}
