import FoundationEssentials
import TrackKit

extension State {
  /// Commands that only change what is seen.
  mutating func look(_ command: Command, now: Date) {
    switch command {
    case .show(let wanted): show(wanted, now: now)
    case .nextTab: show(views.tab(1, after: tab), now: now)
    case .previousTab: show(views.tab(-1, after: tab), now: now)
    case .up: list.move(by: -1)
    case .down: list.move(by: 1)
    case .pageUp: list.move(by: -page)
    case .pageDown: list.move(by: page)
    case .first: list.move(by: .min)
    case .last: list.move(by: .max)
    case .current: showCurrent(now: now)
    case .mark:
      guard list.selected != nil else {
        _ = nothingThere(now: now)
        return
      }
      list.toggleMark()
      list.move(by: 1)
    case .unmarkAll: list.unmarkAll()
    case .filter: overlay = .filter(LineEditor(list.filter), before: list.filter)
    case .clear: stepBack(now: now)
    case .nextMatch, .previousMatch: findAgain(forward: command == .nextMatch, now: now)
    case .sort: takeNextOrder(now: now)
    case .reverse:
      list.isReversed.toggle()
      arrange(now: now)
    default: break
    }
  }

  /// How far a page of the list goes: one row stays in sight.
  var page: Int { max(1, screen.list.rows - 1) }

  /// Shows a view, arranged from the current facts.
  private mutating func show(_ wanted: Tab, now: Date) {
    if wanted != tab { leaveMessages() }
    tab = wanted
    arrange(now: now, rowsChanged: true)
  }

  /// Selects the song that is on.
  private mutating func showCurrent(now: Date) {
    guard let current = view.current(facts) else { return say(.info, "No song is on", now: now) }
    if !list.select(current) { say(.info, "The song that is on is not in this list", now: now) }
  }

  /// Undoes the last thing that hides rows or marks them.
  private mutating func stepBack(now: Date) {
    if !list.filter.isEmpty {
      setFilter("", now: now)
    } else if !list.marks.isEmpty {
      list.unmarkAll()
    } else if !list.narrowing.isEmpty {
      list.narrowing = Narrowing()
      arrange(now: now)
    } else if toast != nil {
      toast = nil
    } else if !facts.works.isEmpty {
      say(.info, "x cancels the running task", now: now)
    }
  }

  private mutating func findAgain(forward: Bool, now: Date) {
    let list = list
    if list.filter.isEmpty, list.lastFilter.isEmpty {
      say(.info, "No filter to repeat. Press / to filter", now: now)
    } else if !selectMatch(forward: forward, now: now) {
      say(.info, "Nothing matches \(list.filter.isEmpty ? list.lastFilter : list.filter)", now: now)
    }
  }

  private mutating func takeNextOrder(now: Date) {
    let orders = view.orders
    let place = orders.firstIndex(of: list.order) ?? 0
    sort(by: orders[(place + 1) % orders.count], now: now)
  }
}
