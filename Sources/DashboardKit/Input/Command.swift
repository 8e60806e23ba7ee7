/// What the user can ask of the dashboard; keys are bound to commands by ``KeyMap``.
public enum Command: Hashable, Sendable {
  /// Shows a view.
  case show(Tab)
  /// Goes round the views.
  case nextTab, previousTab
  /// Moves the selection.
  case up, down, pageUp, pageDown, first, last
  /// Goes to the song that is on.
  case current
  /// Marks rows that a command shall take together.
  case mark, unmarkAll
  /// Finds rows.
  case filter, clear, nextMatch, previousMatch
  /// Changes the order of rows.
  case sort, reverse
  /// Refreshes URLs.
  case refresh, refreshExpired, refreshAll
  /// Does something with a track.
  case activate, push, add, search, radio, copy
  /// Has tracks or playlists on this machine for good, or not any more.
  case keep
  /// Stops the long work under way.
  case cancel
  /// Syncs playlists, or removes one.
  case sync, syncAll, remove
  /// Plays it, in place of the queue.
  case load
  /// Works the player.
  case togglePause, next, previous
  /// Changes the place in the song, and the volume.
  case seekForward, seekBack, louder, softer
  /// Switches an option of the player.
  case toggle(PlayerSnapshot.Option)
  /// Runs a program of the user's.
  case run(OwnCommand)
  /// Shows outputs, ReplayGain, crossfade and partitions.
  case sound
  /// Changes MPD's queue.
  case moveUp, moveDown, clearQueue, undo
  /// Picks events, and keeps them.
  case filterKind, filterTrack, export
  /// Belongs to the program.
  case palette, problems, themes, nextTheme, suspend, detach, redraw, help, quit

  /// Every command but ``show(_:)``, in the order of the help.
  static let general: [Command] =
    [
      .nextTab, .previousTab, .up, .down, .pageUp, .pageDown, .first, .last, .current, .mark, .unmarkAll,
      .filter,
      .clear, .nextMatch, .previousMatch, .refresh, .refreshExpired, .refreshAll, .sort, .reverse, .activate,
      .push, .add, .search, .radio, .copy, .keep, .cancel, .sync, .syncAll, .remove, .load, .togglePause,
      .next,
      .previous,
      .seekForward, .seekBack, .louder, .softer,
    ] + PlayerSnapshot.Option.allCases.map(Command.toggle) + [
      .moveUp, .moveDown, .clearQueue, .undo, .filterKind, .filterTrack, .export, .palette, .problems,
      .themes, .nextTheme, .sound,
      .suspend, .detach, .redraw, .help, .quit,
    ]

  /// The name in the configuration and on the dashboard's command line, such as `refresh-expired`.
  public var name: String { words.name }

  /// What the help says of it.
  public var summary: String { words.summary }

  private var words: (name: String, summary: String) {
    switch self {
    case .show(let tab): (tab.name, "show \(tab.name)")
    case .run(let own): (own.name, "run " + own.words.joined(separator: " "))
    case .toggle(let option): (option.rawValue, "\(option.rawValue) on or off")
    case .nextTab: ("next-view", "next view")
    case .previousTab: ("previous-view", "previous view")
    case .up: ("up", "up")
    case .down: ("down", "down")
    case .pageUp: ("page-up", "page up")
    case .pageDown: ("page-down", "page down")
    case .first: ("first", "first row")
    case .last: ("last", "last row")
    case .current: ("current", "go to the song that is on")
    case .mark: ("mark", "mark or unmark the row")
    case .unmarkAll: ("unmark-all", "clear all marks")
    case .filter: ("filter", "filter the list as you type")
    case .clear: ("clear", "back: close, clear the filter, clear marks")
    case .nextMatch: ("next-match", "next matching row")
    case .previousMatch: ("previous-match", "previous matching row")
    case .sort: ("sort", "next sort order")
    case .reverse: ("reverse", "reverse the order")
    case .refresh: ("refresh", "refresh the URLs of the selected or marked tracks")
    case .refreshExpired: ("refresh-expired", "refresh every stale URL")
    case .refreshAll: ("refresh-all", "refresh every URL")
    case .activate: ("play", "play the selection")
    case .push: ("push", "append the selected or marked tracks to the queue")
    case .add: ("add", "add a track or playlist by URL")
    case .search: ("search", "search YouTube")
    case .radio: ("radio", "play a radio based on the track")
    case .copy: ("copy", "copy the track's URL")
    case .keep: ("keep", "keep the tracks on this machine, or let them go")
    case .cancel: ("cancel", "cancel the running task")
    case .sync: ("sync", "sync the playlist with YouTube")
    case .syncAll: ("sync-all", "sync every playlist with YouTube")
    case .remove: ("remove", "remove the selected or marked rows")
    case .load: ("load", "play it at once")
    case .togglePause: ("pause", "play or pause")
    case .next: ("next", "next song")
    case .previous: ("previous", "previous song")
    case .seekForward: ("seek-forward", "seek forward 10 seconds")
    case .seekBack: ("seek-back", "seek back 10 seconds")
    case .louder: ("louder", "volume up")
    case .softer: ("softer", "volume down")
    case .moveUp: ("move-up", "move the song up")
    case .moveDown: ("move-down", "move the song down")
    case .clearQueue: ("clear-queue", "clear the queue")
    case .sound: ("sound", "outputs, ReplayGain, crossfade, partitions")
    case .undo: ("undo", "undo the last change of the queue")
    case .filterKind: ("filter-kind", "show one kind of event")
    case .filterTrack: ("filter-track", "show only the selected track's events")
    case .export: ("export", "export the list to a file")
    case .palette: ("command", "type a command")
    case .problems: ("problems", "problems, and how to fix them")
    case .themes: ("themes", "choose a colour theme")
    case .nextTheme: ("next-theme", "next colour theme")
    case .suspend: ("suspend", "suspend the dashboard; the music plays on")
    case .detach: ("detach", "leave the dashboard; the music goes on in the background")
    case .redraw: ("redraw", "repaint the screen")
    case .help: ("help", "this help")
    case .quit: ("quit", "quit")
    }
  }
}

extension Command {
  /// Whether only the views that name it among theirs know what it does.
  var belongsToViews: Bool {
    switch self {
    case .refresh, .copy, .keep, .activate, .push, .sync, .syncAll, .remove, .moveUp, .moveDown, .clearQueue,
      .filterKind, .filterTrack, .export, .current, .load:
      true
    default: false
    }
  }

  /// What is said where a view can't do it to its rows, which are called `things`: "Can't sort events".
  func refusal(of things: String) -> String {
    let what: (verb: String, rest: String) =
      switch self {
      case .activate: ("play", "")
      case .push: ("append", " to the queue")
      case .refresh: ("refresh", "")
      case .copy: ("copy", "")
      case .keep: ("keep", "")
      case .sync, .syncAll: ("sync", "")
      case .remove: ("remove", "")
      case .moveUp, .moveDown: ("move", "")
      case .clearQueue: ("clear", "")
      case .filterKind: ("filter", " by kind")
      case .filterTrack: ("filter", " by track")
      case .export: ("export", "")
      case .load: ("load", "")
      case .current: ("find the song in", "")
      case .mark, .unmarkAll: ("mark", "")
      case .sort: ("sort", "")
      case .reverse: ("reverse", "")
      default: (name, "")
      }
    return "Can't \(what.verb) \(things)\(what.rest)"
  }

  /// Whether it needs a player wherever it is given.
  var needsPlayer: Bool {
    switch self {
    case .togglePause, .next, .previous, .seekForward, .seekBack, .louder, .softer, .toggle, .sound, .push,
      .radio, .load, .moveUp, .moveDown, .clearQueue, .undo:
      true
    default: false
    }
  }

  /// Whether something may be typed behind its name: what to add, a place in the song, a volume.
  var takesArgument: Bool {
    switch self {
    case .add, .search, .filter, .seekForward, .seekBack, .louder, .softer, .nextTheme: true
    default: false
    }
  }
}
