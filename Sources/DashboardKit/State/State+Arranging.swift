import FoundationEssentials
import TrackKit

extension State {
  /// Filters and sorts what is on the screen. Other views are arranged when they are shown.
  ///
  /// - Parameter rowsChanged: whether rows may have gone, and their marks with them.
  mutating func arrange(now: Date, rowsChanged: Bool = false) {
    for tab in seenTabs { arrange(tab, now: now, rowsChanged: rowsChanged) }
  }

  private mutating func arrange(_ tab: Tab, now: Date, rowsChanged: Bool) {
    let view = views[tab]
    var list = list(of: tab)
    var rows = view.arrange(list, &facts, now: now)
    if list.isReversed { rows.reverse() }
    let query = FilterQuery(list.filter)
    // Without a filter no text is put together: this runs for each event.
    if !query.isEmpty {
      if let matches = view.matches(query, &facts) {
        rows = rows.filter { matches[$0] }
      } else {
        rows = rows.filter { query.matches(view.searchTexts(of: $0, facts)) }
      }
      if !query.fields.isEmpty {
        rows = rows.filter { row in query.matches(fields: { view.text(of: $0, in: row, facts, now: now) }) }
      }
    }
    if rowsChanged { list.keepMarks { view.has($0, facts) } }
    list.show(ids: view.ids(of: rows, facts), sources: rows, following: view.followsNewest)
    set(list, of: tab)
  }

  /// Arranges what is on the screen as far as one of these changes concerns it.
  mutating func arrange(after changes: Change?..., now: Date) {
    for tab in seenTabs {
      let view = views[tab]
      let list = list(of: tab)
      guard changes.contains(where: { $0.map { view.isAffected(by: $0, list) } ?? false }) else { continue }
      arrange(tab, now: now, rowsChanged: true)
    }
  }

  /// Takes what the player said. A selection that was on the song goes on with the music.
  mutating func take(_ snapshot: PlayerSnapshot, now: Date) {
    let before = Dictionary(uniqueKeysWithValues: seenTabs.map { ($0, views[$0].current(facts)) })
    arrange(after: facts.take(snapshot), now: now)
    for tab in seenTabs {
      var list = list(of: tab)
      guard let old = before[tab] ?? nil, let new = views[tab].current(facts), new != old,
        list.selected == old,
        list.select(new)
      else { continue }
      set(list, of: tab)
    }
  }

  /// Sets the filter of the view that is shown.
  mutating func setFilter(_ text: String, now: Date) {
    list.setFilter(text)
    arrange(now: now)
  }

  /// Sorts by an order; by the same one again the other way round.
  mutating func sort(by order: ListOrder, now: Date) {
    list.isReversed = order == list.order ? !list.isReversed : false
    list.order = order
    arrange(now: now)
  }

  /// Selects the next row, or the one before, that contains what was filtered for last.
  ///
  /// - Returns: whether there is one.
  mutating func selectMatch(forward: Bool, now: Date) -> Bool {
    let view = view
    let list = list
    let query = FilterQuery(list.filter.isEmpty ? list.lastFilter : list.filter)
    let count = list.ids.count
    guard count > 0, !query.isEmpty else { return false }
    let matches = view.matches(query, &facts)
    for step in 1...count {
      let place = ((list.index + (forward ? step : -step)) % count + count) % count
      let row = list.sources[place]
      guard matches?[row] ?? query.matches(view.searchTexts(of: row, facts)),
        query.matches(fields: { view.text(of: $0, in: row, facts, now: now) })
      else { continue }
      self.list.select(at: place)
      return true
    }
    return false
  }
}
