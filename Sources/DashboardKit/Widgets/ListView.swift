/// A view as it is painted.
protocol ListView: ListModel {
  /// What the key bar says of its commands; a command of every view gets this word in place of its own.
  var keyHints: [KeyHint] { get }

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
    paintTable(in: body, scene, on: &canvas)
  }

  /// Paints the view as a table.
  func paintTable(in area: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let glyphs = canvas.glyphs
    let columns = columns(width: area.columns, scene)
    return paintList(in: area, scene, on: &canvas) { list, canvas in
      Table(columns: columns, list: list).paint(in: area, on: &canvas) {
        row($0, width: area.columns, scene, glyphs)
      }
    }
  }
}
