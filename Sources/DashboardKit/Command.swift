/// What a person can ask of the dashboard; keys are bound to commands by ``KeyMap``.
public enum Command: Hashable, Sendable {
  /// Shows a tab.
  case show(Tab)
  /// Shows the next tab.
  case nextTab
  /// Shows the tab before.
  case previousTab
  /// Selects the row above.
  case up
  /// Selects the row below.
  case down
  /// Selects a page above.
  case pageUp
  /// Selects a page below.
  case pageDown
  /// Selects the first row.
  case first
  /// Selects the last row.
  case last
  /// Resolves the URL of the selected track anew.
  case refresh
  /// Resolves every expired URL anew.
  case refreshExpired
  /// Plays the selected track in MPD.
  case play
  /// Appends the selected track or playlist to MPD's queue.
  case push
  /// Plays or pauses MPD.
  case togglePause
  /// Skips to the next song.
  case next
  /// Goes back to the song before.
  case previous
  /// Narrows the list to what contains a text.
  case filter
  /// Takes the next sort order.
  case sort
  /// Asks for a URL or id to add.
  case add
  /// Stops the long work under way.
  case cancel
  /// Takes back the filter.
  case clear
  /// Paints everything anew.
  case redraw
  /// Shows the keys.
  case help
  /// Leaves the program.
  case quit

  /// What the help says of it.
  var summary: String {
    switch self {
    case .show(let tab): "show \(tab.title)"
    case .nextTab: "next view"
    case .previousTab: "view before"
    case .up: "up"
    case .down: "down"
    case .pageUp: "page up"
    case .pageDown: "page down"
    case .first: "first row"
    case .last: "last row"
    case .refresh: "refresh the selected track's URL"
    case .refreshExpired: "refresh every expired URL"
    case .play: "play the selection in MPD"
    case .push: "append the selection to MPD's queue"
    case .togglePause: "play or pause"
    case .next: "next song"
    case .previous: "song before"
    case .filter: "filter the list"
    case .sort: "change the sort order"
    case .add: "add a track or playlist by URL"
    case .cancel: "cancel the work under way"
    case .clear: "clear the filter"
    case .redraw: "repaint the screen"
    case .help: "this help"
    case .quit: "quit"
    }
  }
}
