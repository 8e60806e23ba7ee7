public import FoundationEssentials
public import TrackKit

/// Paints a state: pure, the same state and time always give the same screen.
public struct Renderer: Sendable {
  let text: DisplayText
  private let clock: LocalClock

  /// A renderer for one terminal.
  ///
  /// - Parameters:
  ///   - text: what the terminal can show, measured as it measures.
  ///   - clock: local time.
  public init(text: DisplayText, clock: LocalClock) {
    self.text = text
    self.clock = clock
  }

  /// The screen of `state` at `now`.
  public func render(_ state: State, now: Date) -> CellBuffer {
    var canvas = Canvas(size: state.size, text: text)
    let scene = Scene(state: state, now: now, clock: clock)
    let layout = state.layout
    if layout.isTiny {
      StatusLine(scene: scene).paint(in: layout.header, on: &canvas)
      return canvas.buffer
    }
    HeaderView(scene: scene).paint(in: layout.header, on: &canvas)
    TabLine(scene: scene).paint(in: layout.tabs, on: &canvas)
    if let row = layout.gauges { GaugesLine(scene: scene).paint(in: row, on: &canvas) }
    if let graph = layout.graph { RateGraphView(scene: scene).paint(in: graph, on: &canvas) }
    paintView(scene, in: layout, on: &canvas)
    if let row = layout.filter { FilterLine(scene: scene).paint(in: row, on: &canvas) }
    if case .stream(let id, let scroll) = state.overlay {
      StreamDetail(scene: scene).paint(id, scroll: scroll, on: &canvas)
    }
    PlayerLine(scene: scene).paint(in: layout.player, on: &canvas)
    NoticesView(scene: scene).paint(above: layout.player, on: &canvas)
    paintOverlay(scene, on: &canvas)
    KeyBar(scene: scene).paint(in: layout.keys, on: &canvas)
    return canvas.buffer
  }

  private func paintView(_ scene: Scene, in layout: Layout, on canvas: inout Canvas) {
    if scene.state.isWelcome {
      let body = Rect(
        column: 0, row: layout.list.row, columns: layout.list.columns,
        rows: (layout.filter?.row ?? layout.player.row) - layout.list.row)
      return WelcomeView(scene: scene).paint(in: body, on: &canvas)
    }
    switch scene.state.tab {
    case .streams:
      StreamsView(scene: scene).paint(in: layout.list, on: &canvas)
      if let rule = layout.rule, let events = layout.events {
        EventsView(scene: scene).paintLatest(in: events, under: rule, on: &canvas)
      }
    case .tracks: TracksView(scene: scene).paint(in: layout.list, on: &canvas)
    case .playlists: PlaylistsView(scene: scene).paint(in: layout.list, on: &canvas)
    case .queue: QueueView(scene: scene).paint(in: layout.list, on: &canvas)
    case .events: paintEvents(scene, in: layout.list, on: &canvas)
    case .log: LogView(scene: scene).paint(in: layout.list, on: &canvas)
    }
  }

  /// The events, and the log beside them where there is room for both.
  private func paintEvents(_ scene: Scene, in area: Rect, on canvas: inout Canvas) {
    guard area.columns >= Self.columnsForLog else {
      return EventsView(scene: scene).paint(in: area, on: &canvas)
    }
    var (left, right) = (area, area)
    left.columns = area.columns * 11 / 20
    right.column = left.columns + 1
    right.columns = area.columns - right.column
    EventsView(scene: scene).paint(in: left, on: &canvas)
    for offset in 0..<area.rows {
      canvas.write(
        canvas.glyphs.side, column: left.columns, row: area.row + offset, columns: 1, style: .muted)
    }
    LogView(scene: scene).paintLatest(in: right, on: &canvas)
  }

  private static let columnsForLog = 160

  private func paintOverlay(_ scene: Scene, on canvas: inout Canvas) {
    switch scene.state.overlay {
    case .help(let scroll): HelpOverlay(scene: scene).paint(scroll: scroll, on: &canvas)
    case .problems(let scroll): ProblemsOverlay(scene: scene).paint(scroll: scroll, on: &canvas)
    case .palette(let line, let index):
      PaletteOverlay(scene: scene).paint(line, index: index, on: &canvas)
    case .results(let results, let index):
      ResultsOverlay(scene: scene).paint(results, index: index, on: &canvas)
    case .stream, .confirm, .prompt, .filter, nil: break
    }
  }
}

/// What every view paints from.
struct Scene {
  let state: State
  let now: Date
  let clock: LocalClock
}
