import ProxyKit

#if canImport(FoundationEssentials)
  public import FoundationEssentials
#else
  public import Foundation
#endif

/// All that the dashboard knows and shows. Only ``update(_:now:)`` changes it; painting never does.
public struct State: Sendable {
  /// What lies over the views and takes the keys.
  enum Overlay: Sendable, Equatable {
    /// The keys; scrolled down by so many rows.
    case help(scroll: Int)
    /// A question to be answered with yes before something happens.
    case confirm(question: String, effect: Effect)
    /// A URL or id is being typed.
    case add(LineEditor)
    /// A filter is being typed; `before` comes back on Escape.
    case filter(LineEditor, before: String)
  }

  /// A sentence shown for a while.
  struct Toast: Sendable, Equatable {
    static let lifetime = 4.0
    var severity: ProxyEvent.Severity
    var text: String
    var until: Date
  }

  /// The terminal's size.
  public internal(set) var size: Size
  /// The view that is shown.
  public internal(set) var tab = Tab.streams
  /// Which key gives which command.
  public var keyMap: KeyMap
  /// The colours that are wanted.
  public internal(set) var theme: Theme
  /// The themes a person may choose from.
  public var themes: [Theme]
  var status: ProxyStatus?
  var statusAskedAt: Date?
  var player: PlayerSnapshot
  var tracks: [TrackRow] = []
  /// Where each track is in ``tracks``.
  var trackPlaces: [VideoID: Int] = [:]
  var playlists: [PlaylistRow] = []
  var events = EventLog()
  var log = LogLines()
  var rates = RateHistory()
  var resolverName = "yt-dlp"
  var resolverVersion: String?

  var streamList = ListState<UInt64>()
  var trackList = ListState<VideoID>()
  var playlistList = ListState<String>()
  var queueList = ListState<UInt32>()
  var eventList = ListState<UInt64>()
  var logList = ListState<UInt64>()
  var streamOrder = StreamOrder.age
  var trackOrder = TrackOrder.library

  var overlay: Overlay?
  var toast: Toast?
  /// The long work under way, oldest first.
  var works: [WorkProgress] = []
  var session = Session()
  var problems: [PartProblem] = []

  /// A dashboard that knows nothing yet.
  public init(
    size: Size, now: Date, keyMap: KeyMap = .standard, theme: Theme = .standard, themes: [Theme] = [.standard]
  ) {
    self.size = size
    self.keyMap = keyMap
    self.theme = theme
    self.themes = themes
    player = PlayerSnapshot(takenAt: now)
  }

  /// The filter of the view that is shown.
  var filter: String {
    switch tab {
    case .streams: streamList.filter
    case .tracks: trackList.filter
    case .playlists: playlistList.filter
    case .queue: queueList.filter
    case .events: eventList.filter
    case .log: logList.filter
    }
  }

  /// How many rows of the view pass its filter, and how many there are.
  var filtered: (shown: Int, total: Int) {
    switch tab {
    case .streams: (streamList.ids.count, status?.streams.list.count ?? 0)
    case .tracks: (trackList.ids.count, tracks.count)
    case .playlists: (playlistList.ids.count, playlists.count)
    case .queue: (queueList.ids.count, player.queue.count)
    case .events: (eventList.ids.count, events.lines.count)
    case .log: (logList.ids.count, log.rows.count)
    }
  }

  /// The track behind the selected row, `nil` when there is none.
  var selectedTrack: VideoID? {
    switch tab {
    case .streams:
      guard let source = streamList.selectedSource, let list = status?.streams.list,
        list.indices.contains(source)
      else { return nil }
      return list[source].videoID
    case .tracks: return trackList.selected
    case .playlists, .log: return nil
    case .queue: return queueList.selectedSource.flatMap { player.queue[$0].videoID }
    case .events: return eventList.selectedSource.flatMap { events.lines[$0].track?.id }
    }
  }

  /// The gauges, all at rest while nobody has read them.
  var gauges: ProxyStatus { status ?? ProxyStatus() }

  /// The streams that wait for their next try.
  var retryingCount: Int { gauges.streams.list.count { $0.state == .retrying } }

  /// Where the parts of the screen are.
  var layout: Layout {
    Layout(
      size: size, tab: tab, filterRow: !filter.isEmpty, streams: streamList.ids.count,
      slots: status?.streams.limit ?? 0)
  }
}
