import TrackKit

/// A view as it is painted.
protocol ListView: ListModel {
  /// What the key bar says of its commands; a command of every view gets this word in place of its own.
  var keyHints: [KeyHint] { get }

  /// Whether it shows the player's song itself.
  var showsPlayer: Bool { get }

  /// What its pane is called, and how much is in it.
  func title(_ scene: Scene) -> [Span]
  /// What is said of the selected row at the foot of its pane.
  func foot(_ scene: Scene) -> [Span]
  /// What is said at the right of its title.
  func note(_ scene: Scene) -> [Span]
  /// A row in full; `nil` when it says all there is.
  func details(of row: Int, _ scene: Scene) -> Details?
  /// The columns of a screen that is so wide.
  func columns(width: Int, _ scene: Scene) -> [Table.Column]
  /// What is shown when there is no row.
  func emptyPage(_ scene: Scene) -> EmptyPage
  /// Paints the view into the middle of the screen.
  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture
}

/// A view whose rows have cells.
protocol TableView: ListView {
  /// One cell for each of the columns of a screen that is so wide.
  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row
}

/// A word for the key bar.
struct KeyHint: Sendable {
  var command: Command
  var word: String

  /// What `command` is called on the key bar.
  init(_ command: Command, _ word: String) {
    self.command = command
    self.word = word
  }
}

/// What a view shows when it has no row.
enum EmptyPage: Sendable, Equatable {
  /// Why there is none, and what to do about it.
  case sentence(String)
  /// How to begin, since nothing was ever added.
  case welcome
}

extension ListView {
  var showsPlayer: Bool { false }

  func title(_ scene: Scene) -> [Span] {
    [Span(tab.title.lowercased())] + Self.details([Wording.count(count(scene.facts), noun)])
  }

  func note(_ scene: Scene) -> [Span] { [] }

  func details(of row: Int, _ scene: Scene) -> Details? { nil }

  /// Why the selected track can't be heard, since a column may be too narrow for it.
  func foot(_ scene: Scene) -> [Span] {
    guard let row = scene.state.list(of: tab).selectedSource, let id = track(of: row, scene.facts),
      let track = scene.facts.library[id], track.freshness(now: scene.now) == .failing
    else { return [] }
    return [Span("\(track.displayName): \(track.failure ?? "")", Style(.bad))]
  }

  /// What follows the name in a pane's title.
  static func details(_ parts: [String?]) -> [Span] {
    parts.compactMap { $0 }.flatMap { [Span(" · ", .muted), Span($0, .muted)] }
  }

  /// Paints the selected row in full beside the list.
  func paintDetails(in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    let row = scene.state.list(of: tab).selectedSource
    let details = row.flatMap { self.details(of: $0, scene) } ?? Details(title: "", lines: [])
    details.paint(in: area, on: &canvas)
  }

  /// Paints the view's pane.
  ///
  /// - Returns: what is inside it.
  func paintPane(in area: Rect, _ scene: Scene, on canvas: inout Canvas) -> Rect {
    var pane = Pane(area, title: title(scene), note: note(scene), on: canvas.buffer.size)
    pane.foot = foot(scene)
    pane.paint(on: &canvas)
    return pane.inside
  }

  /// Paints the list, or what is shown when it has no row.
  ///
  /// - Parameter paintRows: paints the caption and the rows.
  func paintList(
    in area: Rect, _ scene: Scene, on canvas: inout Canvas,
    paintRows: (ListState, inout Canvas) -> ListPicture
  ) -> ListPicture {
    let list = scene.state.list(of: tab)
    guard list.sources.isEmpty else { return paintRows(list, &canvas) }
    switch emptyPage(scene) {
    case .welcome:
      WelcomePage(scene: scene).paint(in: area, on: &canvas)
      return ListPicture()
    case .sentence(let sentence):
      let picture = paintRows(list, &canvas)
      var rest = area.dropping(1)
      rest.column += 1
      rest.columns -= 2
      Paragraph(sentence).paint(in: rest, style: .muted, on: &canvas)
      return picture
    }
  }
}

extension TableView {
  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    paintTable(in: paintPane(in: body, scene, on: &canvas), scene, on: &canvas)
  }

  /// Paints the view as a table.
  func paintTable(
    in area: Rect, hasCaption: Bool = true, isActive: Bool = true, _ scene: Scene, on canvas: inout Canvas
  ) -> ListPicture {
    let glyphs = canvas.glyphs
    let columns = columns(width: area.columns, scene)
    return paintList(in: area, scene, on: &canvas) { list, canvas in
      Table(columns: columns, list: list, hasCaption: hasCaption, isActive: isActive).paint(
        in: area, on: &canvas
      ) {
        row($0, width: area.columns, scene, glyphs)
      }
    }
  }
}
