import FoundationEssentials
import TrackKit

extension State {
  /// Commands that only change what is seen.
  mutating func look(_ command: Command, now: Date) {
    switch command {
    case .show(let wanted): tab = wanted
    case .nextTab: tab = tab.advanced(by: 1)
    case .previousTab: tab = tab.advanced(by: -1)
    case .up: changeList(.move(by: -1))
    case .down: changeList(.move(by: 1))
    case .pageUp: changeList(.move(by: -max(1, layout.listRows - 1)))
    case .pageDown: changeList(.move(by: max(1, layout.listRows - 1)))
    case .first: changeList(.move(by: .min))
    case .last: changeList(.move(by: .max))
    case .mark:
      changeList(.toggleMark)
      changeList(.move(by: 1))
    case .unmarkAll: changeList(.unmarkAll)
    case .filter: overlay = .filter(LineEditor(filter), before: filter)
    case .clear: stepBack(now: now)
    case .nextMatch, .previousMatch: findAgain(forward: command == .nextMatch, now: now)
    case .sort: takeNextOrder(now: now)
    case .reverse:
      changeList(.reverse)
      arrange(now: now)
    case .filterKind:
      eventFilter.group = eventFilter.group.following
      arrangeEvents()
    case .filterTrack: filterTrack(now: now)
    default: break
    }
    // A view that comes up shows the present.
    if case .show = command { arrange(now: now) }
    if command == .nextTab || command == .previousTab { arrange(now: now) }
  }

  /// Takes back the last thing that hides rows or holds marks.
  private mutating func stepBack(now: Date) {
    if !filter.isEmpty {
      setFilter("", now: now)
    } else if list.hasMarks {
      changeList(.unmarkAll)
    } else if tab == .events, eventFilter != EventFilter() {
      eventFilter = EventFilter()
      arrangeEvents()
    } else if toast != nil {
      toast = nil
    } else if !works.isEmpty {
      say(.info, "x cancels the work under way", now: now)
    }
  }

  private mutating func findAgain(forward: Bool, now: Date) {
    let list = list
    if list.filter.isEmpty, list.lastFilter.isEmpty {
      say(.info, "nothing has been filtered for yet: / begins", now: now)
    } else if !selectMatch(forward: forward) {
      say(.info, "nothing matches \(list.filter.isEmpty ? list.lastFilter : list.filter)", now: now)
    }
  }

  private mutating func filterTrack(now: Date) {
    if eventFilter.track != nil {
      eventFilter.track = nil
    } else if let source = eventList.selectedSource, let track = events.lines[source].track {
      eventFilter.track = track
    } else {
      say(.info, "that event belongs to no track", now: now)
    }
    arrangeEvents()
  }

  // MARK: Orders

  /// A column that a list can be sorted by.
  enum SortKey: Sendable, Equatable {
    case streams(StreamOrder)
    case tracks(TrackOrder)
    case playlists(PlaylistOrder)
  }

  /// The order of the view that is shown, `nil` when it keeps its own.
  var sortKey: SortKey? {
    switch tab {
    case .streams: .streams(streamOrder)
    case .tracks: .tracks(trackOrder)
    case .playlists: .playlists(playlistOrder)
    case .queue, .events, .log: nil
    }
  }

  private mutating func takeNextOrder(now: Date) {
    switch tab {
    case .streams: sort(by: .streams(streamOrder.following), now: now)
    case .tracks: sort(by: .tracks(trackOrder.following), now: now)
    case .playlists: sort(by: .playlists(playlistOrder.following), now: now)
    case .queue, .events, .log: say(.info, "\(tab.title) keep their own order", now: now)
    }
  }

  /// Sorts by a column; by the same one again the other way round.
  mutating func sort(by key: SortKey, now: Date) {
    changeList(key == sortKey ? .reverse : .straighten)
    switch key {
    case .streams(let order): streamOrder = order
    case .tracks(let order): trackOrder = order
    case .playlists(let order): playlistOrder = order
    }
    arrange(now: now)
  }
}
