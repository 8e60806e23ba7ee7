/// A list's visible rows, its selection, its marks and its scroll position.
///
/// The selection belongs to a row, not to a place: it moves along when rows come, go or change their order.
struct ListState: Sendable, Equatable {
  /// The visible rows in their order.
  private(set) var ids: [RowID] = []
  /// For each visible row, its index in the unfiltered source.
  private(set) var sources: [Int] = []
  /// The selected row.
  private(set) var index = 0
  /// The first row on the screen.
  private(set) var top = 0
  /// The rows that a command shall take together, shown or not.
  private(set) var marks: Set<RowID> = []
  /// What the rows must contain.
  private(set) var filter = ""
  /// What was filtered for last, for finding the next one.
  private(set) var lastFilter = ""
  /// The filter is new: when it hides the selected row, the first match is selected.
  private var isFilterNew = false
  /// What narrows it besides.
  var narrowing = Narrowing()
  /// The order of the rows.
  var order = ListOrder.first
  /// Whether the order is reversed.
  var isReversed = false

  /// The row to select when it is shown next.
  private var wanted: RowID?

  /// The selected row's id.
  var selected: RowID? { ids.indices.contains(index) ? ids[index] : nil }
  /// The selected row's index in the source.
  var selectedSource: Int? { sources.indices.contains(index) ? sources[index] : nil }
  /// The marked rows that are shown, in the list's order, as indices in the source; without marks the selected one.
  var targets: [Int] {
    guard !marks.isEmpty else { return selectedSource.map { [$0] } ?? [] }
    return zip(ids, sources).compactMap { marks.contains($0) ? $1 : nil }
  }

  /// Shows these rows; `following` keeps the first row selected while it is.
  mutating func show(ids newIDs: [RowID], sources newSources: [Int], following: Bool = false) {
    precondition(newIDs.count == newSources.count)
    let anchor = following && index == 0 ? nil : selected
    let shift = index - top
    ids = newIDs
    sources = newSources
    if let wanted, let place = place(of: wanted) {
      index = place
      top = max(0, place - shift)
    } else if let anchor, let place = place(of: anchor) {
      index = place
      top = max(0, place - shift)
    } else if isFilterNew {
      index = 0
      top = 0
    }
    isFilterNew = false
    wanted = nil
    index = max(0, min(index, newIDs.count - 1))
  }

  /// What is shown next is another list: it begins at its first row, or at this one.
  mutating func startOver(at row: RowID? = nil) {
    isFilterNew = true
    wanted = row
    ids = []
    sources = []
  }

  /// Most rows stay where they were.
  private func place(of id: RowID) -> Int? {
    if ids.indices.contains(index), ids[index] == id { return index }
    return ids.firstIndex(of: id)
  }

  /// Moves the selection.
  mutating func move(by step: Int) {
    guard !ids.isEmpty else { return }
    let (target, overflow) = index.addingReportingOverflow(step)
    index = overflow ? (step > 0 ? ids.count - 1 : 0) : max(0, min(target, ids.count - 1))
  }

  /// Selects the row at a place, if there is one.
  mutating func select(at place: Int) {
    if ids.indices.contains(place) { index = place }
  }

  /// Selects a row, if it is shown.
  ///
  /// - Returns: whether it is.
  mutating func select(_ id: RowID) -> Bool {
    guard let place = place(of: id) else { return false }
    index = place
    return true
  }

  /// Scrolls without taking the selection out of sight.
  mutating func scroll(by step: Int, height: Int) {
    guard height > 0 else { return }
    top = max(0, min(top + step, ids.count - height))
    index = max(top, min(index, min(top + height, ids.count) - 1))
    index = max(0, index)
  }

  /// Shows only what contains these words, from the next ``show(ids:sources:following:)`` on.
  mutating func setFilter(_ text: String) {
    if !filter.isEmpty { lastFilter = filter }
    if !text.isEmpty { lastFilter = text }
    filter = text
    isFilterNew = true
  }

  /// Marks the selected row, or takes its mark off.
  mutating func toggleMark() {
    guard let selected else { return }
    if marks.remove(selected) == nil { marks.insert(selected) }
  }

  /// Takes all marks off.
  mutating func unmarkAll() { marks = [] }

  /// Forgets the marks of rows that are gone.
  mutating func keepMarks(_ isThere: (RowID) -> Bool) {
    if !marks.isEmpty { marks = marks.filter(isThere) }
  }

  /// Scrolls as little as needed to show the selection in `height` rows, leaving no blank rows at the end.
  mutating func reveal(height: Int) { top = top(showing: height) }

  /// The first row on a screen that has room for `height` rows: as near to where the list is scrolled to as the
  /// selection allows.
  func top(showing height: Int) -> Int {
    guard height > 0 else { return top }
    let near = max(min(top, index), index - height + 1)
    return max(0, min(near, ids.count - height))
  }
}
