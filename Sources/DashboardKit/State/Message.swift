public import TrackKit

/// Everything the dashboard learns; ``State/update(_:now:)`` takes one after the other.
public enum Message: Sendable {
  /// The dashboard came up: it asks for what it shows.
  case started
  /// A key was pressed.
  case key(Key)
  /// The terminal has this size now.
  case resize(Size)
  /// This is on the screen now; what is clicked on and scrolled is looked up there.
  case shown(ScreenMap)
  /// Time has passed; sent when ``State/nextTick(now:)`` says so.
  case tick
  /// Things happened in the proxy, oldest first, and `tracks` of the library changed by them.
  case events([ProxyEvent], tracks: [TrackRow] = [])
  /// The proxy's gauges, read once.
  case status(ProxyStatus)
  /// What is known of the player.
  case player(PlayerSnapshot)
  /// The whole library.
  case library(TrackLibrary)
  /// One track of the library that changed or is new, apart from events.
  case track(TrackRow)
  /// All playlists.
  case playlists([PlaylistRow])
  /// What a playlist holds.
  case playlist(PlaylistContent)
  /// The resolver's name and version, such as `yt-dlp` and `2026.10.26`.
  case resolver(name: String, version: String?)
  /// A sentence to show for a few seconds.
  case toast(ProxyEvent.Severity, String)
  /// How the sound leaves the player, for ``Effect/readSound`` and after each change of it.
  case sound(PlayerSound)
  /// The themes a user may choose from, the standard one first.
  case themes([Theme])
  /// The process that owns the library has read the configuration again, and what concerns dashboards has changed there.
  case settingsChanged
  /// The person wants other keys, or other colours, from now on; `nil` for no others.
  case look(KeyMap?, Theme?)
  /// What was typed can't be done, and why; it is there to be corrected.
  case rejected(Request, reason: String)
  /// What ``Effect/undo`` would take back, in words such as `clear`; `nil` for nothing.
  case undoable(String?)
  /// How far a piece of long work has come.
  case progress(WorkProgress)
  /// A piece of long work is over.
  case workEnded(WorkProgress.ID)
  /// Lines of the log, oldest first.
  case log([LogRow])
  /// What ``Effect/search(_:count:)`` found.
  case searchResults(SearchResults)
  /// The search for these words brought nothing, which is said elsewhere.
  case searchFailed(String)
  /// What is missing or broken on this machine, with the cure; empty when all is well.
  case problems([PartProblem])
  /// Where the streams live, and how a track's public URL begins.
  case session(Session)
}

extension Message {
  /// The whole library, in the store's order.
  public static func tracks(_ rows: [TrackRow]) -> Message { .library(TrackLibrary(rows)) }
}
