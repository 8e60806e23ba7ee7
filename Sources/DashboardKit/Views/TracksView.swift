import FoundationEssentials
import TrackKit

/// The library, with the state of each URL; on a wide screen with the queue beside it.
struct TracksView: TableView {
  let tab = Tab.tracks
  let commands = [
    ViewCommand(.activate, "play the track", needsPlayer: true),
    ViewCommand(.current, Command.current.summary),
    ViewCommand(.push, "append the selected or marked tracks to the queue"),
    ViewCommand(.refresh, "refresh the URLs of the selected or marked tracks"),
    ViewCommand(.keep, Command.keep.summary),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [KeyHint(.mark, "mark"), KeyHint(.radio, "radio")]

  let companion: Tab? = .queue

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

  func current(_ facts: Facts) -> RowID? { facts.playingTrack.map { RowID($0) } }

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
    rows.compactMap { facts.library.rows[$0].staleAt?.timeIntervalSince(now) }.filter { $0 > 0 }.min()
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    let known = scene.facts.library.known
    func from(_ width: Int, _ field: TrackLibrary.Field) -> Int { known.contains(field) ? width : .max }
    return [
      .init(title: "ARTIST", columns: 0, share: 4, from: 56, order: .init(TrackOrder.artist)),
      .init(title: "TITLE", columns: 0, share: 6, order: .init(TrackOrder.title)),
      .init(title: "ALBUM", columns: 0, share: 4, from: from(84, .album)),
      .init(title: "ID", columns: 11, from: 160),
      .init(title: "FORMAT", columns: 9, from: from(96, .format), order: .init(TrackOrder.format)),
      .init(
        title: "PLAYS", columns: 6, align: .right, from: from(110, .plays), order: .init(TrackOrder.plays)),
      .init(
        title: "PLAYED", columns: 10, align: .right, from: from(118, .played),
        order: .init(TrackOrder.played)),
      .init(title: "LENGTH", columns: 7, align: .right, from: 50, order: .init(TrackOrder.length)),
      .init(title: "HERE", columns: 5, align: .right, from: from(64, .cache)),
      .init(title: "URL", columns: width < 110 ? 17 : width / 6, order: .init(TrackOrder.freshness)),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let track = scene.facts.library.rows[row]
    return Table.Row(
      cells: [
        .init(track.artist ?? ""),
        .init(width < 56 ? track.displayName : track.title),
        .init(track.album ?? "", .muted),
        .init(track.id.rawValue, .muted),
        .init(track.format ?? "", .muted),
        .init(track.playCount > 0 ? "\(track.playCount)" : "", .muted),
        .init(track.lastPlayedAt.map { scene.clock.moment($0, now: scene.now) } ?? "", .muted),
        .init(track.duration.map(Wording.clock) ?? "?", track.duration == nil ? .muted : .plain),
        .init(track.cachedText(glyphs), .muted),
        .init(FreshnessWords(now: scene.now, clock: scene.clock).describe(track)),
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

  // MARK: The page

  func title(_ scene: Scene) -> [Span] {
    let tracks = scene.facts.gauges.tracks
    func part(_ count: Int, _ word: String) -> String? { count > 0 ? "\(count) \(word)" : nil }
    return [Span("library")]
      + Self.details([
        Wording.count(scene.facts.tracks.count, noun), part(tracks.fresh, "ready"),
        part(tracks.expired, "stale"), part(tracks.unresolved, "on demand"),
      ])
  }

  /// What the resolver has to do, or did.
  func note(_ scene: Scene) -> [Span] {
    let resolver = scene.facts.gauges.resolver
    if resolver.queue > 0 {
      return [
        Span(
          "\(Wording.count(resolver.queue, noun)) waiting for \(scene.facts.resolverName)", Style(.working))
      ]
    }
    guard resolver.runsLastHour > 0 else { return [] }
    return [
      Span(
        "\(scene.facts.resolverName): \(Wording.count(resolver.runsLastHour, "run")) in the last hour", .muted
      )
    ]
  }
}

extension Tab {
  /// The library.
  public static let tracks = Tab(3, "Tracks")
}
