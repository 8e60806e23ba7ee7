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

  /// The details of a stream: they are scrolled, and commands for its track work on.
  mutating func pressInStream(_ key: Key, now: Date) -> [Effect] {
    guard let command = keyMap.command(for: key), !scroll(command) else { return [] }
    switch command {
    case .refresh, .push, .copy, .radio, .togglePause, .next, .previous, .seekBack, .seekForward, .louder,
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
  private mutating func scroll(_ command: Command) -> Bool {
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
    } else if case .results(let results, let index) = overlay {
      let (target, overflow) = index.addingReportingOverflow(step)
      let last = max(0, results.hits.count - 1)
      overlay = .results(results, index: overflow || target > last ? last : max(0, target))
    }
  }

  // MARK: Results of a search

  mutating func pressInResults(
    _ key: Key, _ results: SearchResults, index: Int, now: Date
  ) -> [Effect] {
    if case .character(let digit) = key, let number = digit.wholeNumberValue, number > 0,
      results.hits.indices.contains(number - 1)
    {
      overlay = .results(results, index: number - 1)
      return []
    }
    guard let command = keyMap.command(for: key), !scroll(command) else { return [] }
    switch command {
    case .activate, .push, .add, .radio, .copy:
      return results.hits.indices.contains(index) ? take(results.hits[index], by: command, now: now) : []
    case .clear, .quit: overlay = nil
    case .redraw: return [.redraw]
    default: break
    }
    return []
  }

  /// Does something with a hit.
  mutating func take(_ hit: SearchResults.Hit, by command: Command, now: Date) -> [Effect] {
    switch command {
    case .add:
      say(.info, "Adding \(hit.displayName)", now: now)
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
