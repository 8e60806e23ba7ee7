/// What can be pointed at on a screen that was painted, and how far its parts can be scrolled.
///
/// The renderer returns it with the cells, and the state gets it by ``Message/shown(_:)``. So the state
/// knows what the user points at without knowing how anything is laid out.
public struct ScreenMap: Sendable, Equatable {
  /// What a click on a part of the screen asks for.
  indirect enum Meaning: Sendable, Equatable {
    /// Show a view that is beside the one shown, and do this there.
    case inView(Tab, Meaning)
    /// Show a view.
    case show(Tab)
    /// Select a row; a second click is Return.
    case select(RowID)
    /// Sort the list.
    case sort(ListOrder)
    /// Go on in the song, where the click is on the way to its end, so many seconds away.
    case seek(length: Double)
    /// Select an entry of what lies over the view; a second click is Return.
    case choose(Int)
    /// Press a key that is named there.
    case press(Key)
    /// Close what lies over the view.
    case close
  }

  /// A part of the screen, and what a click there asks for.
  struct Target: Sendable, Equatable {
    var area: Rect
    var meaning: Meaning
  }

  /// What the wheel scrolls.
  enum Wheel: Sendable, Equatable { case list, overlay, nothing }

  /// The rows of a list that are on the screen.
  struct Window: Sendable, Equatable {
    /// The first of them.
    var top = 0
    /// How many there is room for.
    var rows = 0
  }

  /// How far something over the view can be scrolled.
  struct Extent: Sendable, Equatable {
    /// The most rows it can be scrolled down by.
    var limit: Int
    /// How many rows are seen.
    var rows: Int
  }

  /// The view that was shown.
  var tab: Tab?
  /// What is where; of targets that overlap the last one lies on top.
  var targets: [Target] = []
  var wheel = Wheel.nothing
  var list = Window()
  /// What lies over the view; `nil` when nothing does that could be scrolled.
  var overlay: Extent?
  /// How many samples of the rate are seen.
  var rateSamples = 0

  /// Nothing has been painted yet.
  public init() {}

  /// What is at a place.
  func target(at place: Position) -> Target? { targets.last { $0.area.contains(place) } }
}
