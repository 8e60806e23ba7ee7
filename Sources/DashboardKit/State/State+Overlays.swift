import FoundationEssentials
import TrackKit

extension State {
  /// A page of text that is scrolled, and closed by any other key.
  mutating func pressInPage(_ key: Key) -> [Effect] {
    switch keyMap.command(for: key) {
    case let command? where scroll(command): break
    case .redraw: return [.redraw]
    default: overlay = nil
    }
    return []
  }

  /// A row in full: it is scrolled; a command for the row, or for all, closes it and is carried out.
  mutating func pressInDetails(_ key: Key, now: Date) -> [Effect] {
    guard let command = keyMap.command(for: key), !scroll(command) else { return [] }
    overlay = nil
    switch command {
    case .activate, .clear, .quit: return []
    default: return perform(command, now: now)
    }
  }

  /// The details of a stream: they are scrolled, and commands for its track work on.
  mutating func pressInStream(_ key: Key, now: Date) -> [Effect] {
    guard let command = keyMap.command(for: key), !scroll(command) else { return [] }
    switch command {
    case .refresh, .push, .copy, .radio, .undo, .togglePause, .next, .previous, .seekBack, .seekForward,
      .louder,
      .softer, .toggle, .redraw, .suspend, .cancel:
      return perform(command, now: now)
    case .show, .nextTab, .previousTab, .help, .palette:
      overlay = nil
      return perform(command, now: now)
    default:
      overlay = nil
      return []
    }
  }

  /// Scrolls a page by a command.
  ///
  /// - Returns: whether the command scrolls.
  mutating func scroll(_ command: Command) -> Bool {
    let page = max(1, screen.overlay?.rows ?? 1)
    switch command {
    case .down: scrollOverlay(by: 1)
    case .up: scrollOverlay(by: -1)
    case .pageDown: scrollOverlay(by: page)
    case .pageUp: scrollOverlay(by: -page)
    case .first: scrollOverlay(by: .min)
    case .last: scrollOverlay(by: .max)
    default: return false
    }
    return true
  }

  /// Scrolls what lies over the view, or moves its selection.
  mutating func scrollOverlay(by step: Int) {
    if let scroll = overlay?.scroll {
      let (target, overflow) = scroll.addingReportingOverflow(step)
      // An overlay that was just opened has not been painted; its limit applies once it is.
      let limit = screen.overlay?.limit ?? .max / 2
      overlay?.scroll = overflow || target > limit ? limit : max(0, target)
    } else if case .help(var page) = overlay {
      page.move(by: step, count: helpCommands(page).count)
      overlay = .help(page)
    }
  }

  // MARK: Searches

  /// Asks YouTube, and shows where the answer will be.
  mutating func search(_ words: String, count: Int = 20, now: Date) -> [Effect] {
    facts.searches.begin(words)
    if let tab = views.searches {
      var list = list(of: tab)
      list.narrowing = Narrowing()
      list.setFilter("")
      set(list, of: tab)
      look(.show(tab), now: now)
    }
    return [.search(words, count: count)]
  }

  /// Takes what a search found; whoever has gone on to something else is told, and not taken away from it.
  mutating func take(_ results: SearchResults, now: Date) {
    facts.searches.take(results, in: facts.library)
    guard let searches = views.searches else { return }
    if tab == searches {
      arrange(now: now, rowsChanged: true)
    } else {
      say(
        .info,
        "Found \(Wording.count(results.hits.count, "track")) for \(results.words): \(searches.digit) shows them",
        now: now)
    }
  }
}
