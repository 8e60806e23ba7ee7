public import FoundationEssentials
public import TrackKit

/// Paints a state: pure, the same state and time always give the same screen.
public struct Renderer: Sendable {
  let text: DisplayText
  private let clock: LocalClock
  private let views: [any ListView]

  /// A renderer for one terminal.
  ///
  /// - Parameters:
  ///   - text: what the terminal can show, measured as it measures.
  ///   - clock: local time.
  public init(text: DisplayText, clock: LocalClock) {
    self.init(text: text, clock: clock, views: StandardViews.all)
  }

  /// A renderer of these views, which are those of the states it paints.
  init(text: DisplayText, clock: LocalClock, views: [any ListView]) {
    self.text = text
    self.clock = clock
    self.views = views
  }

  /// The screen of `state` at `now`.
  public func render(_ state: State, now: Date) -> Screen {
    var canvas = Canvas(size: state.size, text: text)
    let scene = Scene(state: state, now: now, clock: clock)
    var map = ScreenMap()
    map.tab = state.tab
    let view = views.first { $0.tab == state.tab }
    let layout = Layout(
      size: state.size, filterRow: state.isNarrowed, playerRow: !(view?.showsPlayer ?? false),
      works: state.facts.works.count)
    if layout.isTiny {
      StatusLine(scene: scene).paint(in: layout.header, on: &canvas)
      return Screen(cells: canvas.buffer, map: map)
    }
    let picture = view?.paint(in: layout.body, scene, on: &canvas) ?? ListPicture()
    mark(picture, scene, on: &canvas)
    map.list = picture.list
    let (tabs, samples) = TopLine(scene: scene).paint(in: layout.header, tabs: layout.tabs, on: &canvas)
    map.rateSamples = max(picture.rateSamples ?? 0, samples)
    if let row = layout.filter { FilterLine(scene: scene).paint(in: row, on: &canvas) }
    if case .stream(let id, let scroll) = state.overlay {
      map.overlay = StreamDetail(scene: scene).paint(id, scroll: scroll, in: layout.body, on: &canvas)
    }
    let bar = layout.player.flatMap { PlayerLine(scene: scene).paint(in: $0, on: &canvas) }
    WorkLines(scene: scene).paint(in: layout.works, on: &canvas)
    NoticesView(scene: scene).paint(
      last: (layout.filter ?? layout.works).row - 1, columns: state.size.columns, on: &canvas)
    let hits = paintOverlay(scene, in: layout, map: &map, on: &canvas)
    let keys = KeyBar(scene: scene, hints: view?.keyHints ?? [], overlay: map.overlay)
      .paint(in: layout.keys, on: &canvas)

    let screen = ScreenMap.Target(
      area: Rect(column: 0, row: 0, columns: state.size.columns, rows: state.size.rows), meaning: .close)
    switch state.overlay {
    case nil:
      map.targets = picture.targets + tabs + [bar].compactMap { $0 } + keys
      map.wheel = .list
    // Half-typed text and open questions are not thrown away by a stray click.
    case .filter: map.wheel = .list
    case .prompt, .palette: break
    case .confirm, .choice, .leave: map.targets = keys
    case .help, .problems, .details, .sound, .themes:
      map.targets = [screen] + hits + keys
      map.wheel = .overlay
    case .stream:
      map.targets = [screen] + tabs + keys
      map.wheel = .overlay
    }
    return Screen(cells: canvas.buffer, map: map)
  }

  /// Marks what a filter found, and says which row is selected.
  private func mark(_ picture: ListPicture, _ scene: Scene, on canvas: inout Canvas) {
    let list = scene.state.list
    let words = FilterQuery(list.filter).shown
    for target in picture.targets {
      guard case .select(let id) = target.meaning else { continue }
      canvas.highlight(words, in: target.area)
      if id == list.selected {
        canvas.placeFocus(Position(column: target.area.column, row: target.area.row))
      }
    }
  }

  /// Paints what lies over everything.
  ///
  /// - Returns: what can be clicked on in it.
  private func paintOverlay(
    _ scene: Scene, in layout: Layout, map: inout ScreenMap, on canvas: inout Canvas
  ) -> [ScreenMap.Target] {
    switch scene.state.overlay {
    case .help(let page):
      let (targets, extent) = HelpOverlay(scene: scene).paint(page, on: &canvas)
      map.overlay = extent
      return targets
    case .problems(let scroll):
      map.overlay = ProblemsOverlay(scene: scene).paint(scroll: scroll, on: &canvas)
    case .details(let scroll):
      let row = scene.state.list.selectedSource
      let details = row.flatMap { row in
        views.first { $0.tab == scene.state.tab }?.details(of: row, scene)
      }
      if let details {
        map.overlay = DetailsOverlay(scene: scene, details: details).paint(scroll: scroll, on: &canvas)
      }
    case .palette(let line, let index):
      let room = layout.body
      PaletteOverlay(scene: scene).paint(line, index: index, in: room, on: &canvas)
    case .sound(let sound, let index):
      return SoundOverlay(scene: scene).paint(sound, index: index, on: &canvas)
    case .themes(let index, _):
      return ThemesOverlay(scene: scene).paint(index: index, in: layout.body, on: &canvas)
    case .stream, .confirm, .choice, .leave, .prompt, .filter, nil: break
    }
    return []
  }
}
