import FoundationEssentials

/// What can be done with any list, whatever its rows are.
enum ListChange: Sendable {
  /// Moves the selection by so many rows.
  case move(by: Int)
  /// Selects the row at a place.
  case select(at: Int)
  /// Scrolls by so many rows.
  case scroll(by: Int, height: Int)
  /// Marks the selected row, or takes its mark off.
  case toggleMark
  /// Takes all marks off.
  case unmarkAll
  /// Turns the order round.
  case reverse
  /// Takes the order as it is meant.
  case straighten
  /// Shows only what contains these words.
  case filter(String)
}

/// What all lists have in common.
struct ListOutline: Sendable, Equatable {
  var count: Int
  var index: Int
  var top: Int
  var filter: String
  var lastFilter: String
  var isReversed: Bool
  var hasMarks: Bool
}

extension ListState {
  /// Applies a change.
  mutating func apply(_ change: ListChange) {
    switch change {
    case .move(let step): move(by: step)
    case .select(let place): select(at: place)
    case .scroll(let step, let height): scroll(by: step, height: height)
    case .toggleMark: toggleMark()
    case .unmarkAll: unmarkAll()
    case .reverse: isReversed.toggle()
    case .straighten: isReversed = false
    case .filter(let text): setFilter(text)
    }
  }

  /// What it has in common with other lists.
  var outline: ListOutline {
    ListOutline(
      count: ids.count, index: index, top: top, filter: filter, lastFilter: lastFilter,
      isReversed: isReversed, hasMarks: !marks.isEmpty)
  }
}

extension State {
  /// The list of the view that is shown.
  var list: ListOutline {
    switch tab {
    case .streams: streamList.outline
    case .tracks: trackList.outline
    case .playlists: playlistList.outline
    case .queue: queueList.outline
    case .events: eventList.outline
    case .log: logList.outline
    }
  }

  /// The index in the unfiltered rows of the row at `place`.
  func source(at place: Int) -> Int {
    switch tab {
    case .streams: streamList.sources[place]
    case .tracks: trackList.sources[place]
    case .playlists: playlistList.sources[place]
    case .queue: queueList.sources[place]
    case .events: eventList.sources[place]
    case .log: logList.sources[place]
    }
  }

  /// Changes the list of the view that is shown.
  mutating func changeList(_ change: ListChange) {
    switch tab {
    case .streams: streamList.apply(change)
    case .tracks: trackList.apply(change)
    case .playlists: playlistList.apply(change)
    case .queue: queueList.apply(change)
    case .events: eventList.apply(change)
    case .log: logList.apply(change)
    }
  }

  /// The filter of the view that is shown.
  var filter: String { list.filter }

  /// Sets the filter of the view that is shown.
  mutating func setFilter(_ text: String, now: Date) {
    changeList(.filter(text))
    arrange(now: now)
  }
}
