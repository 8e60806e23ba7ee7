import FoundationEssentials

extension State {
  /// How many rows a notch of the wheel scrolls.
  private static let wheelStep = 3

  /// Uses the mouse: a click selects, a second one is Return, the wheel scrolls, a caption sorts, a tab is shown,
  /// the song goes on where its bar is clicked.
  mutating func point(_ event: MouseEvent, now: Date) -> [Effect] {
    switch event.kind {
    case .release: return []
    case .wheelUp: return turnWheel(by: -Self.wheelStep, now: now)
    case .wheelDown: return turnWheel(by: Self.wheelStep, now: now)
    case .press: break
    }
    guard event.button == .left else { return [] }
    let place = Position(column: event.column, row: event.row)
    let isDouble =
      lastClick.map {
        $0.place.row == place.row && (0...Click.doubleInterval).contains(now.timeIntervalSince($0.at))
      }
      ?? false
    lastClick = isDouble ? nil : Click(place: place, at: now)
    switch overlay {
    case nil: return click(place, isDouble: isDouble, now: now)
    case .results(let results, let index):
      return click(place, in: results, index: index, isDouble: isDouble, now: now)
    case .help, .problems: overlay = nil
    case .stream:
      overlay = nil
      if layout.tabs.contains(place) { return click(place, isDouble: false, now: now) }
    // Half-typed text and open questions are not thrown away by a stray click.
    case .confirm, .prompt, .filter, .palette: break
    }
    return []
  }

  private mutating func turnWheel(by step: Int, now: Date) -> [Effect] {
    switch overlay {
    case nil, .filter: changeList(.scroll(by: step, height: layout.listRows))
    case .help, .problems, .stream, .results:
      let key = keyMap.keys(for: step > 0 ? .down : .up).first
      guard let key else { return [] }
      return (0..<abs(step)).flatMap { _ in press(key, now: now) }
    case .confirm, .prompt, .palette: break
    }
    return []
  }

  private mutating func click(_ place: Position, isDouble: Bool, now: Date) -> [Effect] {
    let layout = layout
    guard !layout.isTiny else { return [] }
    if layout.tabs.contains(place) {
      if let tab = TabLine.tab(at: place.column, state: self) { return perform(.show(tab), now: now) }
    } else if layout.player.contains(place) {
      return seek(to: place.column, now: now)
    } else if layout.list.contains(place), !isWelcome {
      let offset = place.row - layout.list.row - 1
      guard offset >= 0 else {
        if let key = sortKey(at: place.column) { sort(by: key, now: now) }
        return []
      }
      guard list.top + offset < list.count else { return [] }
      changeList(.select(at: list.top + offset))
      if isDouble { return perform(.activate, now: now) }
    }
    return []
  }

  /// Goes on where `column` of the song's bar stands for.
  private func seek(to column: Int, now: Date) -> [Effect] {
    guard let bar = PlayerLine.bar(of: self, now: now), bar.contains(column), let total = player.duration
    else { return [] }
    return [.seekTo(total / .seconds(1) * Double(column - bar.lowerBound) / Double(bar.count))]
  }

  /// What the caption at `column` sorts by.
  private func sortKey(at column: Int) -> SortKey? {
    let columns: [Table.Column] =
      switch tab {
      case .streams: StreamsView.columns(self)
      case .tracks: TracksView.columns(self)
      case .playlists: PlaylistsView.columns(self)
      case .queue, .events, .log: []
      }
    return Table(columns: columns, empty: "").column(at: column, in: layout.list)?.sortKey
  }

  private mutating func click(
    _ place: Position, in results: SearchResults, index: Int, isDouble: Bool, now: Date
  ) -> [Effect] {
    guard let hit = ResultsOverlay.hit(at: place, count: results.hits.count, index: index, size: size) else {
      overlay = nil
      return []
    }
    overlay = .results(results, index: hit)
    guard isDouble, let key = keyMap.keys(for: .activate).first else { return [] }
    return press(key, now: now)
  }
}
