import FoundationEssentials
import TrackKit

/// All that the dashboard knows and shows. Only ``update(_:now:)`` changes it; painting never does.
public struct State: Sendable {
  /// A sentence shown for a while.
  struct Toast: Sendable, Equatable {
    /// Seconds; `nil` for what went wrong, which stays until a key is pressed.
    static func lifetime(_ severity: ProxyEvent.Severity) -> Double? {
      switch severity {
      case .info: 4
      case .warning: 8
      case .error: nil
      }
    }
    var severity: ProxyEvent.Severity
    var text: String
    var until: Date?
    /// It says what was asked for, and goes with the first that comes of it.
    var isAnnouncement = false

    /// Whether it has been shown long enough.
    func isOver(at now: Date) -> Bool { until.map { $0 <= now } ?? false }
  }

  /// A press of a mouse button that a second one may make a double click.
  struct Click: Sendable, Equatable {
    /// The longest time between the two presses of a double click.
    static let doubleInterval = 0.4
    var place: Position
    var at: Date
  }

  /// The terminal's size.
  public internal(set) var size: Size
  /// The view that is shown.
  public internal(set) var tab: Tab
  /// Which key gives which command.
  public var keyMap: KeyMap
  /// The colours that are wanted.
  public internal(set) var theme: Theme
  /// Whether the terminal's own ground is light; dark until it says otherwise.
  public internal(set) var isGroundLight = false
  /// The themes the user may choose from.
  public var themes: [Theme]

  /// What the dashboard was told.
  var facts: Facts
  /// The views that there are.
  let views: ViewCatalogue
  private var lists: [Tab: ListState] = [:]

  var overlay: Overlay?
  /// Whether the answer to what was asked for last may open over the view: no key was pressed since.
  var isUntouched = false
  /// What was refused when something else was being done by then; to be corrected the next time.
  var refused: Request?
  var toast: Toast?
  /// What can be undone, in words; `nil` for nothing.
  var undoable: String?
  var lastClick: Click?
  /// What is seen now.
  var screen = ScreenMap()

  /// The playlists whose content was asked for since the playlists were read.
  var askedPlaylists: Set<String> = []
  var statusAskedAt: Date?
  /// Events came while the gauges had just been read.
  var wantsStatus = false

  /// A dashboard that knows nothing yet, with these views.
  init(
    size: Size, now: Date, views: [any ListModel], keyMap: KeyMap, theme: Theme = .standard,
    themes: [Theme] = [.standard]
  ) {
    self.size = size
    self.keyMap = keyMap
    self.theme = theme
    self.themes = themes
    self.views = ViewCatalogue(views)
    tab = self.views.tabs[0]
    facts = Facts(now: now)
  }

  /// The view that is shown.
  var view: any ListModel { views[tab] }

  /// The list of the view that is shown.
  var list: ListState {
    get { lists[tab] ?? ListState() }
    _modify { yield &lists[tab, default: ListState()] }
  }

  /// The list of a view.
  func list(of tab: Tab) -> ListState { lists[tab] ?? ListState() }

  /// Keeps the list of a view.
  mutating func set(_ list: ListState, of tab: Tab) { lists[tab] = list }

  /// The views whose lists are on the screen: the one that is shown, and the one beside it.
  var seenTabs: [Tab] {
    [tab] + (Self.hasRoomForTwo(size) ? [view.companion].compactMap { $0 } : [])
  }

  /// Whether two views have room side by side on a screen of `size`.
  static func hasRoomForTwo(_ size: Size) -> Bool { size.columns >= 140 && size.rows >= 16 }

  /// The tracks of the library in the store's order.
  var tracks: [TrackRow] { facts.tracks }

  /// The track behind the selected row, `nil` when there is none.
  var selectedTrack: VideoID? {
    if case .stream(let id, _) = overlay { return facts.book[id]?.stream.videoID }
    return list.selectedSource.flatMap { view.track(of: $0, facts) }
  }

  /// The tracks a command shall take: the marked ones, else the selected one.
  var targetTracks: [VideoID] {
    if case .stream = overlay { return selectedTrack.map { [$0] } ?? [] }
    return list.targets.compactMap { view.track(of: $0, facts) }
  }

  /// Whether the list is narrowed or has marks, which takes a line of its own.
  var isNarrowed: Bool {
    !list.filter.isEmpty || (view.isMarkable && !list.marks.isEmpty) || !list.narrowing.isEmpty
  }
}
