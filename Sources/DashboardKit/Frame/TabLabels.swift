/// The views by number and name, as far as there is room.
struct TabLabels {
  /// How much is spelled out.
  enum Detail: CaseIterable { case names, shownName, numbers }

  let tabs: [Tab]
  let shown: Tab
  var detail: Detail

  /// The label of a view.
  private func label(_ tab: Tab) -> String {
    switch detail {
    case .names: "\(tab.number) \(tab.title)"
    case .shownName: tab == shown ? "\(tab.number) \(tab.title)" : "\(tab.number)"
    case .numbers: "\(tab.number)"
    }
  }

  /// The cells they take; views have plain names.
  var columns: Int { tabs.reduce(max(0, tabs.count - 1)) { $0 + label($1).utf8.count } }

  /// Paints them.
  ///
  /// - Returns: each, to be clicked on.
  func paint(column: Int, row: Int, columns: Int, on canvas: inout Canvas) -> [ScreenMap.Target] {
    let end = column + columns
    var column = column
    var targets: [ScreenMap.Target] = []
    for tab in tabs where column < end {
      let text = label(tab)
      let style: Style = tab == shown ? Style(.accent, [.bold, .underline]) : .plain
      let next = canvas.write(text, column: column, row: row, columns: end - column, style: style)
      targets.append(
        .init(area: Rect(column: column, row: row, columns: next - column, rows: 1), meaning: .show(tab)))
      column = next + 1
    }
    return targets
  }
}
