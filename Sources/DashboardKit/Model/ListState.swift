/// A list's visible rows, its selection and its scroll position.
///
/// The selection belongs to a row, not to a place: it moves along when rows come, go or change their order.
struct ListState<ID: Hashable & Sendable>: Sendable, Equatable {
  /// The visible rows in their order.
  private(set) var ids: [ID] = []
  /// For each visible row, its index in the unfiltered source.
  private(set) var sources: [Int] = []
  /// The selected row.
  private(set) var index = 0
  /// The first row on the screen.
  private(set) var top = 0
  /// What the rows must contain.
  var filter = ""

  /// The selected row's id.
  var selected: ID? { ids.indices.contains(index) ? ids[index] : nil }
  /// The selected row's index in the source.
  var selectedSource: Int? { sources.indices.contains(index) ? sources[index] : nil }

  /// Shows these rows; `following` keeps the first row selected while it is.
  mutating func show(ids newIDs: [ID], sources newSources: [Int], following: Bool = false) {
    precondition(newIDs.count == newSources.count)
    let anchor = following && index == 0 ? nil : selected
    let shift = index - top
    ids = newIDs
    sources = newSources
    if let anchor, let place = newIDs.firstIndex(of: anchor) {
      index = place
      top = max(0, place - shift)
    }
    index = max(0, min(index, newIDs.count - 1))
  }

  /// Moves the selection.
  mutating func move(by step: Int) {
    guard !ids.isEmpty else { return }
    let (target, overflow) = index.addingReportingOverflow(step)
    index = overflow ? (step > 0 ? ids.count - 1 : 0) : max(0, min(target, ids.count - 1))
  }

  /// Scrolls as little as needed to show the selection in `height` rows, leaving no blank rows at the end.
  mutating func reveal(height: Int) {
    guard height > 0 else { return }
    if index < top { top = index }
    if index >= top + height { top = index - height + 1 }
    top = max(0, min(top, ids.count - height))
  }
}

/// The sort orders of the streams.
enum StreamOrder: CaseIterable, Sendable {
  case age, track, state, rate
}

/// The sort orders of the library.
enum TrackOrder: CaseIterable, Sendable {
  case library, track, length, freshness
}

extension CaseIterable where Self: Equatable {
  /// The next case, round and round.
  var following: Self {
    let all = Array(Self.allCases)
    let place = all.firstIndex(of: self) ?? 0
    return all[(place + 1) % all.count]
  }
}
