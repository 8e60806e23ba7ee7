public import FoundationEssentials
import TrackKit

/// All that the dashboard knows and shows. Only ``update(_:now:)`` changes it; painting never does.
public struct State: Sendable {
  /// What lies over the views and takes the keys.
  enum Overlay: Sendable, Equatable {
    /// The keys; scrolled down by so many rows.
    case help(scroll: Int)
    /// What is missing on this machine, and the cure; scrolled down by so many rows.
    case problems(scroll: Int)
    /// A question to be answered with yes before something happens.
    case confirm(question: String, effect: Effect)
    /// A line is being typed.
    case prompt(Prompt, LineEditor)
    /// A filter is being typed; `before` comes back on Escape.
    case filter(LineEditor, before: String)
    /// A command is being typed; the match at `index` is the one that Return takes.
    case palette(LineEditor, index: Int)
    /// The story of a stream; scrolled down by so many rows.
    case stream(UInt64, scroll: Int)
    /// What a search found, with the selected hit.
    case results(SearchResults, index: Int)
  }

  /// What is asked for in the last line.
  enum Prompt: Sendable, Equatable {
    /// A URL or id to add.
    case add
    /// Words to look for on YouTube.
    case search
  }

  /// A sentence shown for a while.
  struct Toast: Sendable, Equatable {
    /// Seconds; what went wrong takes longer to be read.
    static func lifetime(_ severity: ProxyEvent.Severity) -> Double { severity == .info ? 4 : 8 }
    var severity: ProxyEvent.Severity
    var text: String
    var until: Date
  }

  /// A piece of long work, and when it was first heard of.
  struct Work: Sendable, Equatable {
    var progress: WorkProgress
    var since: Date
  }

  /// A press of a mouse button that a second one may make a double click.
  struct Click: Sendable, Equatable {
    /// The longest time between the two presses of a double click.
    static let doubleInterval = 0.4
    var place: Position
    var at: Date
  }

  /// Which events are shown.
  struct EventFilter: Sendable, Equatable {
    var group = EventGroup.all
    var track: TrackReference?
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
  /// Events came while the gauges had just been read.
  var wantsStatus = false
  /// The most streams that were active at once.
  var mostActive = 0
  var player: PlayerSnapshot
  /// The track of ours that the player plays or holds.
  var playingTrack: VideoID?
  var library = TrackLibrary()
  /// Whether the library was read; until then nothing is said of it.
  var isLibraryLoaded = false
  var playlists: [PlaylistRow] = []
  var syncs: [String: SyncState] = [:]
  var book = StreamBook()
  var events = EventLog()
  var eventFilter = EventFilter()
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
  var playlistOrder = PlaylistOrder.name

  var overlay: Overlay?
  var toast: Toast?
  /// The long work under way, oldest first.
  var works: [Work] = []
  var session = Session()
  var problems: [PartProblem] = []
  var lastClick: Click?

  /// What the terminal can show: where something is that a click may hit depends on it.
  let text: DisplayText

  /// A dashboard that knows nothing yet, on a terminal that shows `text`.
  public init(
    size: Size, now: Date, keyMap: KeyMap = .standard, theme: Theme = .standard,
    themes: [Theme] = [.standard],
    text: DisplayText = DisplayText(width: .builtIn, repertoire: .unicode)
  ) {
    self.size = size
    self.text = text
    self.keyMap = keyMap
    self.theme = theme
    self.themes = themes
    player = PlayerSnapshot(takenAt: now)
  }

  /// The tracks of the library in the store's order.
  var tracks: [TrackRow] { library.rows }

  /// How many rows of the view pass its filter, how many there are, and how many of the shown are marked.
  var filtered: (shown: Int, total: Int, marked: Int) {
    switch tab {
    case .streams: (streamList.ids.count, max(streamList.ids.count, gauges.streams.list.count), 0)
    case .tracks: (trackList.ids.count, tracks.count, trackList.marks.count)
    case .playlists: (playlistList.ids.count, playlists.count, playlistList.marks.count)
    case .queue: (queueList.ids.count, player.queue.count, queueList.marks.count)
    case .events: (eventList.ids.count, events.lines.count, 0)
    case .log: (logList.ids.count, log.rows.count, 0)
    }
  }

  /// The track behind the selected row, `nil` when there is none.
  var selectedTrack: VideoID? {
    if case .stream(let id, _) = overlay { return book[id]?.stream.videoID }
    switch tab {
    case .streams: return streamList.selectedSource.map { book.entries[$0].stream.videoID }
    case .tracks: return trackList.selected
    case .playlists, .log: return nil
    case .queue: return queueList.selectedSource.flatMap { player.queue[$0].videoID }
    case .events: return eventList.selectedSource.flatMap { events.lines[$0].track?.id }
    }
  }

  /// The tracks a command shall take: the marked ones, else the selected one.
  var targetTracks: [VideoID] {
    switch tab {
    case .tracks: return trackList.targets
    case .queue where !queueList.marks.isEmpty:
      let tracks = Dictionary(player.queue.map { ($0.id, $0.videoID) }) { first, _ in first }
      return queueList.targets.compactMap { tracks[$0] ?? nil }
    default: return selectedTrack.map { [$0] } ?? []
    }
  }

  /// What is missing on this machine, a lost player among it.
  var allProblems: [PartProblem] {
    guard !player.connected, let problem = player.problem else { return problems }
    let cure =
      "Start \(player.name), or say where it is with mpd_socket_path or MPD_HOST; `ytmpd-tui doctor` looks closer."
    return problems + [PartProblem(part: player.name, problem: problem, cure: cure)]
  }

  /// The gauges, all at rest while nobody has read them.
  var gauges: ProxyStatus { status ?? ProxyStatus() }

  /// The streams that wait for their next try.
  var retryingCount: Int { gauges.streams.list.count { $0.state == .retrying } }

  /// Whether there is nothing to show yet but how to begin.
  var isWelcome: Bool {
    guard isLibraryLoaded, tracks.isEmpty, playlists.isEmpty else { return false }
    switch tab {
    case .streams: return streamList.ids.isEmpty
    case .tracks, .playlists: return true
    case .queue, .events, .log: return false
    }
  }

  /// Where the parts of the screen are.
  var layout: Layout {
    Layout(
      size: size, tab: tab, filterRow: hasFilterRow, streams: streamList.ids.count,
      slots: status?.streams.limit ?? 0)
  }

  /// Whether something is to be said of what the list leaves out, or of marks.
  private var hasFilterRow: Bool {
    !filter.isEmpty || filtered.marked > 0 || (tab == .events && eventFilter != EventFilter())
  }
}
