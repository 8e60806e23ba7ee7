import FoundationEssentials

extension State {
  /// How many rows a notch of the wheel scrolls.
  private static let wheelStep = 3

  /// Uses the mouse on what the screen shows.
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
      } ?? false
    lastClick = isDouble ? nil : Click(place: place, at: now)
    // A view that came up since is not what was clicked on.
    guard let target = screen.target(at: place), screen.tab == tab else { return [] }
    return click(target, at: place, isDouble: isDouble, now: now)
  }

  private mutating func turnWheel(by step: Int, now: Date) -> [Effect] {
    switch screen.wheel {
    case .list: list.scroll(by: step, height: screen.list.rows)
    case .overlay: scrollOverlay(by: step)
    case .nothing: break
    }
    return []
  }

  private mutating func choose(_ place: Int, isDouble: Bool, now: Date) -> [Effect] {
    switch overlay {
    case .help(var page):
      page.index = place
      overlay = .help(page)
      return isDouble ? runFromHelp(page, now: now) : []
    case .sound(let sound, _):
      overlay = .sound(sound, index: place)
      return isDouble ? change(sound.entries, place) : []
    case .themes(_, let before):
      preview(place, before: before)
      if isDouble { overlay = nil }
      return []
    default: return []
    }
  }

  private mutating func click(
    _ target: ScreenMap.Target, at place: Position, isDouble: Bool, now: Date
  ) -> [Effect] {
    switch target.meaning {
    case .inView(let tab, let meaning):
      let effects = perform(.show(tab), now: now)
      return effects
        + click(.init(area: target.area, meaning: meaning), at: place, isDouble: isDouble, now: now)
    case .close:
      if case .themes(_, let before) = overlay { theme = before }
      overlay = nil
    case .show(let tab):
      overlay = nil
      return perform(.show(tab), now: now)
    case .select(let id):
      guard list.select(id), isDouble else { return [] }
      return perform(.activate, now: now)
    case .sort(let order): sort(by: order, now: now)
    case .seek(let length):
      return [.seekTo(length * Double(place.column - target.area.column) / Double(target.area.columns))]
    case .choose(let hit):
      return choose(hit, isDouble: isDouble, now: now)
    case .press(let key): return press(key, now: now)
    }
    return []
  }
}
