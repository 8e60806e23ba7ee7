import FoundationEssentials
import TrackKit

extension State {
  /// A key goes to what lies on top; what is left goes through the key map.
  mutating func press(_ key: Key, now: Date) -> [Effect] {
    if case .ground(let isLight) = key {
      isGroundLight = isLight
      return []
    }
    acknowledge(key)
    if key.isPress { isUntouched = false }
    if case .mouse(let event) = key { return point(event, now: now) }
    switch overlay {
    case .help(let page): return pressInHelp(key, page, now: now)
    case .problems: return pressInPage(key)
    case .details: return pressInDetails(key, now: now)
    case .sound(let sound, let index): return pressInSound(key, sound, index: index, now: now)
    case .themes(let index, let before): return pressInThemes(key, index: index, before: before)
    case .choice(let choice):
      overlay = nil
      return choice.answers.first { $0.key == key }.map { [$0.effect] } ?? []
    case .stream: return pressInStream(key, now: now)
    case .confirm(_, let effect): return answer(key, effect)
    case .leave: return answerLeaving(key)
    case .prompt(let prompt, let line): return pressInPrompt(key, prompt, line, now: now)
    case .palette(let line, let index): return pressInPalette(key, line, index: index, now: now)
    case .filter(let line, let before):
      pressInFilter(key, line: line, before: before, now: now)
      return []
    case nil:
      if case .paste(let text) = key { return paste(text, now: now) }
      if let command = keyMap.command(for: key) { return perform(command, now: now) }
      let help = keyMap.keys(for: .help).first.map { ". Press \($0.name(ascii: true)) for the keys" } ?? ""
      say(.warning, "\(key.name(ascii: true)) does nothing here\(help)", now: now)
      return []
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
    guard key == .character("y") || key == .character("Y") else { return [] }
    // The songs that were marked are gone.
    if case .clearQueue = effect { list.unmarkAll() }
    return [effect]
  }

  private mutating func answerLeaving(_ key: Key) -> [Effect] {
    overlay = nil
    if key == State.waitKey { return [.quitWhenDelivered] }
    if key == State.detachKey, facts.session.canDetach { return [.detach] }
    // Asking twice to leave is an answer.
    return key == .character("y") || keyMap.command(for: key) == .quit ? [.quit] : []
  }

  /// Answers the question whether to leave: when the songs are delivered.
  static let waitKey = Key.character("w")
  /// Answers it: the program goes on in the background.
  static let detachKey = Key.character("d")

  private mutating func pressInPrompt(
    _ key: Key, _ prompt: Overlay.Prompt, _ line: LineEditor, now: Date
  ) -> [Effect] {
    var line = line
    switch key {
    case .enter:
      overlay = nil
      let text = line.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      guard !text.isEmpty else { return [] }
      return ask(prompt, text, now: now)
    case .escape, .control("c"), .control("g"): overlay = nil
    case .up where prompt == .search: recall(1, from: line)
    case .down where prompt == .search: recall(-1, from: line)
    default:
      if line.edit(key) { overlay = .prompt(prompt, line) }
    }
    return []
  }

  /// Puts an earlier search into the prompt, or a later one.
  private mutating func recall(_ step: Int, from line: LineEditor) {
    let history = facts.searches.history
    let place = (history.firstIndex(of: line.text) ?? -1) + step
    guard place < history.count else { return }
    overlay = .prompt(.search, LineEditor(place < 0 ? "" : history[place]))
  }

  /// What a prompt asked for.
  mutating func ask(_ prompt: Overlay.Prompt, _ text: String, now: Date) -> [Effect] {
    isUntouched = true
    switch prompt {
    case .add:
      announce("Adding \(text)", now: now)
      return [.add(text)]
    case .search: return search(text, now: now)
    }
  }

  private mutating func pressInFilter(_ key: Key, line: LineEditor, before: String, now: Date) {
    var line = line
    switch key {
    case .enter: overlay = nil
    case .escape, .control("c"), .control("g"):
      overlay = nil
      setFilter(before, now: now)
    case .up: list.move(by: -1)
    case .down: list.move(by: 1)
    case .pageUp: list.move(by: -page)
    case .pageDown: list.move(by: page)
    default:
      guard line.edit(key) else { return }
      overlay = .filter(line, before: before)
      setFilter(line.text, now: now)
    }
  }
}
