import FoundationEssentials
import TrackKit

/// What the state asks of a view: its rows and their order, what a filter looks at, and what its commands do.
///
/// A view keeps nothing. All is worked out from the facts and the state of its list, so that the state need not know
/// which views there are. A row is named by its index among all the rows the view could show.
protocol ListModel: Sendable {
  /// Where the view is found.
  var tab: Tab { get }
  /// What its rows are, as in "no track is selected".
  var noun: String { get }
  /// Its rows together, as in "Can't sort events".
  var things: String { get }
  /// The commands that mean something in this view, in the order of the help.
  var commands: [ViewCommand] { get }
  /// Rows can be marked, to be taken together.
  var isMarkable: Bool { get }
  /// The orders its rows can be in; none when they keep their own.
  var orders: [ListOrder] { get }
  /// Whether it shows what searches found.
  var showsSearches: Bool { get }
  /// The view beside it on a wide screen.
  var companion: Tab? { get }
  /// The newest row comes first, and stays selected until another one is.
  var followsNewest: Bool { get }

  /// How many rows there are, filtered or not.
  func count(_ facts: Facts) -> Int
  /// The rows to show in their order, before the filter and without being reversed.
  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int]
  /// For each row whether it passes a filter; `nil` when the search texts are to be looked at.
  func matches(_ query: FilterQuery, _ facts: inout Facts) -> [Bool]?
  /// What names a row wherever it is.
  func id(of row: Int, _ facts: Facts) -> RowID
  /// The row of the song that is on, which the selection follows; `nil` when there is none.
  func current(_ facts: Facts) -> RowID?
  /// What names each of these rows.
  func ids(of rows: [Int], _ facts: Facts) -> [RowID]
  /// Whether there still is a row that was marked.
  func has(_ id: RowID, _ facts: Facts) -> Bool
  /// What a filter looks at.
  func searchTexts(of row: Int, _ facts: Facts) -> [String]
  /// What a row says of a field that a filter names; `nil` when it has no such field.
  func text(of field: FilterField, in row: Int, _ facts: Facts, now: Date) -> String?
  /// The track behind a row.
  func track(of row: Int, _ facts: Facts) -> VideoID?

  /// Whether the rows or their order may differ after a change.
  func isAffected(by change: Change, _ list: ListState) -> Bool
  /// Whether a row has left the list because time has passed.
  func isOutdated(_ list: ListState, _ facts: Facts, now: Date) -> Bool
  /// Seconds until these rows, which are on the screen, look different because time has passed.
  func nextChange(of rows: ArraySlice<Int>, _ facts: Facts, now: Date) -> Double?

  /// The playlist whose content the screen needs; `nil` when it needs none.
  ///
  /// - Parameter isDetailSeen: whether the selected row's detail is beside the list.
  func wantedPlaylist(_ list: ListState, _ facts: Facts, isDetailSeen: Bool) -> String?

  /// Carries out one of its own commands.
  ///
  /// - Returns: `nil` to leave it to what the command does in any view.
  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response?
}

/// What most views have in common.
extension ListModel {
  var noun: String { "track" }
  var things: String {
    let title = tab.title.lowercased()
    return title.hasSuffix("s") ? title : "the \(title)"
  }
  var isMarkable: Bool { false }
  var orders: [ListOrder] { [] }
  var showsSearches: Bool { false }
  var companion: Tab? { nil }
  var followsNewest: Bool { false }

  func current(_ facts: Facts) -> RowID? { nil }

  func matches(_ query: FilterQuery, _ facts: inout Facts) -> [Bool]? { nil }
  // The view is asked once, not for each of ten thousand rows.
  func ids(of rows: [Int], _ facts: Facts) -> [RowID] { rows.map { id(of: $0, facts) } }
  func has(_ id: RowID, _ facts: Facts) -> Bool {
    (0..<count(facts)).contains { self.id(of: $0, facts) == id }
  }
  func text(of field: FilterField, in row: Int, _ facts: Facts, now: Date) -> String? { nil }
  func track(of row: Int, _ facts: Facts) -> VideoID? { nil }
  func isOutdated(_ list: ListState, _ facts: Facts, now: Date) -> Bool { false }
  func nextChange(of rows: ArraySlice<Int>, _ facts: Facts, now: Date) -> Double? { nil }
  func wantedPlaylist(_ list: ListState, _ facts: Facts, isDetailSeen: Bool) -> String? { nil }
  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? { nil }
}

extension ListModel {
  /// Whether a command does anything in this view.
  func offers(_ command: Command) -> Bool {
    switch command {
    case .mark, .unmarkAll: isMarkable
    case .sort, .reverse: !orders.isEmpty
    default: !command.belongsToViews || own(command) != nil
    }
  }

  /// What a command does in this view.
  func summary(of command: Command) -> String { own(command)?.summary ?? command.summary }

  /// Whether a command does nothing here without a player.
  func needsPlayer(_ command: Command) -> Bool { own(command)?.needsPlayer ?? command.needsPlayer }

  private func own(_ command: Command) -> ViewCommand? { commands.first { $0.command == command } }
}
