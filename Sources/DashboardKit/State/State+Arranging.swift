import FoundationEssentials

extension State {
  /// Filters and sorts the view that is shown. The other views are arranged when they are shown.
  ///
  /// - Parameter rowsChanged: whether rows may have gone, and their marks with them.
  mutating func arrange(now: Date, rowsChanged: Bool = false) {
    let view = view
    var list = list
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
    }
    if rowsChanged { list.keepMarks { view.has($0, facts) } }
    list.show(ids: view.ids(of: rows, facts), sources: rows, following: view.followsNewest)
    self.list = list
  }

  /// Arranges the view that is shown if one of these changes concerns it.
  mutating func arrange(after changes: Change?..., now: Date) {
    let view = view
    let list = list
    guard changes.contains(where: { $0.map { view.isAffected(by: $0, list) } ?? false }) else { return }
    arrange(now: now, rowsChanged: true)
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
  mutating func selectMatch(forward: Bool) -> Bool {
    let view = view
    let list = list
    let query = FilterQuery(list.filter.isEmpty ? list.lastFilter : list.filter)
    let count = list.ids.count
    guard count > 0, !query.isEmpty else { return false }
    let matches = view.matches(query, &facts)
    for step in 1...count {
      let place = ((list.index + (forward ? step : -step)) % count + count) % count
      let row = list.sources[place]
      guard matches?[row] ?? query.matches(view.searchTexts(of: row, facts)) else { continue }
      self.list.select(at: place)
      return true
    }
    return false
  }
}
