import FoundationEssentials
import TrackKit

/// The library, with the state of each URL.
struct TracksView: TableView {
  let tab = Tab.tracks
  let commands = [
    ViewCommand(.activate, "play the track", needsPlayer: true),
    ViewCommand(.push, "append the selected or marked tracks to the queue"),
    ViewCommand(.refresh, "refresh the URLs of the selected or marked tracks"),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [KeyHint(.mark, "mark"), KeyHint(.radio, "radio")]

  // MARK: Rows

  let isMarkable = true
  let orders = ListOrder.all(TrackOrder.self)

  func count(_ facts: Facts) -> Int { facts.tracks.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    facts.library.places(in: order(of: list))
  }

  private func order(of list: ListState) -> TrackOrder { list.order.of(TrackOrder.self) ?? .library }

  func matches(_ query: FilterQuery, _ facts: inout Facts) -> [Bool]? { facts.library.matches(query) }

  func id(of row: Int, _ facts: Facts) -> RowID { RowID(facts.library.rows[row].id) }

  func has(_ id: RowID, _ facts: Facts) -> Bool {
    guard case .name(let name) = id, let track = VideoID(name) else { return false }
    return facts.library[track] != nil
  }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { facts.library.rows[row].searchTexts }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.library.rows[row].id }

  func isAffected(by change: Change, _ list: ListState) -> Bool {
    // In a large library a new URL alone must not sort everything again.
    if case .track(let changed) = change { return changed.contains(order(of: list)) }
    return change == .library
  }

  func nextChange(of rows: ArraySlice<Int>, _ facts: Facts, now: Date) -> Double? {
    rows.compactMap { facts.library.rows[$0].staleAt?.timeIntervalSince(now) }
      .filter { $0 > 0 }
      .map { $0 > 60 ? $0.truncatingRemainder(dividingBy: 60) : $0 }
      .min()
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "TRACK", columns: 0, order: .init(TrackOrder.track)),
      .init(title: "ALBUM", columns: width / 5, from: 100),
      .init(title: "ID", columns: 11, from: 150),
      .init(title: "FORMAT", columns: 9, from: 84, order: .init(TrackOrder.format)),
      .init(title: "PLAYS", columns: 6, align: .right, from: 110, order: .init(TrackOrder.plays)),
      .init(title: "PLAYED", columns: 10, align: .right, from: 120, order: .init(TrackOrder.played)),
      .init(title: "LENGTH", columns: 7, align: .right, from: 50, order: .init(TrackOrder.length)),
      .init(title: "URL", columns: width < 120 ? 17 : width / 5, order: .init(TrackOrder.freshness)),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let track = scene.facts.library.rows[row]
    return Table.Row(
      cells: [
        .init(track.displayName),
        .init(track.album ?? "", .muted),
        .init(track.id.rawValue, .muted),
        .init(track.format ?? "", .muted),
        .init(track.playCount > 0 ? "\(track.playCount)" : "", .muted),
        .init(track.lastPlayedAt.map { scene.clock.moment($0, now: scene.now) } ?? "", .muted),
        .init(track.duration.map(Wording.clock) ?? "?", track.duration == nil ? .muted : .plain),
        .init(FreshnessWords(now: scene.now).describe(track)),
      ], isPlaying: scene.facts.playingTrack == track.id)
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    let facts = scene.facts
    if facts.isNew { return .welcome }
    guard facts.isLibraryLoaded else { return .sentence("Loading the library…") }
    return .sentence(
      facts.tracks.isEmpty
        ? "Your library is empty. Press a to add a track or a playlist by its URL." : "No track matches.")
  }
}

extension Tab {
  /// The library.
  public static let tracks = Tab(2, "Tracks")
}
