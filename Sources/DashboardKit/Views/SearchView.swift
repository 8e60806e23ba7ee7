import FoundationEssentials
import TrackKit

/// What a search on YouTube found, and what was searched for before.
struct SearchView: TableView {
  let tab = Tab.search
  let noun = "track"
  let things = "search results"
  let commands = [
    ViewCommand(.activate, "show the track in full; of an earlier search, search again"),
    ViewCommand(.push, "append the selected or marked tracks to the queue"),
    ViewCommand(.load, "append the track and play it now"), ViewCommand(.sync, "find more"),
    ViewCommand(.filterKind, "show the results, or earlier searches"),
    ViewCommand(.refresh, "get URLs for the selected or marked tracks"),
    ViewCommand(.radio, Command.radio.summary), ViewCommand(.copy, Command.copy.summary),
  ]
  let keyHints = [
    KeyHint(.activate, "show"), KeyHint(.load, "play now"), KeyHint(.mark, "mark"), KeyHint(.sync, "more"),
    KeyHint(.filterKind, "earlier"), KeyHint(.search, "search"),
  ]
  let showsSearches = true

  /// How many results a search has at first, how many more each time, and at most.
  private static let (step, most) = (20, 200)
  /// What is opened when the rows are earlier searches.
  private static let history = "earlier searches"
  /// From here on rows are earlier searches.
  private static let firstOfHistory = 1 << 24

  // MARK: Rows

  let isMarkable = true

  func count(_ facts: Facts) -> Int { facts.searches.results?.hits.count ?? facts.searches.history.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    guard !isHistory(list, facts) else {
      return facts.searches.history.indices.map { Self.firstOfHistory + $0 }
    }
    return facts.searches.results.map { Array($0.hits.indices) } ?? []
  }

  private func isHistory(_ list: ListState, _ facts: Facts) -> Bool {
    list.narrowing.opened != nil || (facts.searches.results == nil && facts.searches.pending == nil)
  }

  private func hit(_ row: Int, _ facts: Facts) -> SearchResults.Hit? {
    guard row < Self.firstOfHistory, let hits = facts.searches.results?.hits, hits.indices.contains(row)
    else {
      return nil
    }
    return hits[row]
  }

  private func words(_ row: Int, _ facts: Facts) -> String? {
    let place = row - Self.firstOfHistory
    return facts.searches.history.indices.contains(place) ? facts.searches.history[place] : nil
  }

  func id(of row: Int, _ facts: Facts) -> RowID {
    hit(row, facts).map { RowID($0.id) } ?? .name("\u{1}\(words(row, facts) ?? "")")
  }

  func has(_ id: RowID, _ facts: Facts) -> Bool {
    facts.searches.results?.hits.contains { RowID($0.id) == id } ?? false
  }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] {
    [hit(row, facts)?.displayName ?? words(row, facts) ?? ""]
  }

  func track(of row: Int, _ facts: Facts) -> VideoID? { hit(row, facts)?.id }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .searches }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    switch command {
    case .activate:
      guard let row = list.selectedSource else { return .nothingSelected }
      guard let words = words(row, facts) else { return .show(.details(scroll: 0)) }
      list.narrowing.opened = nil
      return .search(words, count: Self.step)
    case .load:
      guard let id = list.selectedSource.flatMap({ track(of: $0, facts) }) else { return .nothingSelected }
      return .effects([.play(id)])
    case .sync:
      guard let results = facts.searches.results else { return .tell("Nothing was searched for yet") }
      let count = (results.hits.count / Self.step + 1) * Self.step
      guard count <= Self.most else { return .tell("YouTube gives no more than that") }
      return .search(results.words, count: count)
    case .filterKind:
      guard facts.searches.results != nil else { return .tell("Nothing was searched for yet") }
      list.narrowing.opened = list.narrowing.opened == nil ? Self.history : nil
      list.startOver()
      return .effects([])
    case .clear where list.narrowing.opened != nil && list.filter.isEmpty:
      list.narrowing.opened = nil
      list.startOver()
      return .effects([])
    default: return nil
    }
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    guard !isHistory(scene.state.list(of: tab), scene.facts) else {
      return [.init(title: "SEARCH", columns: 0)]
    }
    return [
      .init(title: "#", columns: 3, align: .right), .init(title: "ARTIST", columns: 0, share: 4, from: 56),
      .init(title: "TITLE", columns: 0, share: 6),
      .init(title: "LENGTH", columns: 7, align: .right),
      .init(title: "LIBRARY", columns: 14, from: 64),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let facts = scene.facts
    guard let hit = hit(row, facts) else { return Table.Row(cells: [.init(words(row, facts) ?? "")]) }
    return Table.Row(
      cells: [
        .init("\(row + 1)", .muted), .init(hit.artist ?? ""),
        .init(width < 56 ? hit.displayName : hit.title),
        .init(hit.duration.map(Wording.clock) ?? "?", .muted), .init(known(hit, facts, glyphs)),
      ], isPlaying: facts.playingTrack == hit.id)
  }

  /// Whether the library had it before the search.
  private func known(_ hit: SearchResults.Hit, _ facts: Facts, _ glyphs: Glyphs) -> Span {
    guard facts.searches.known.contains(hit.id) else { return Span("") }
    let plays = facts.library[hit.id]?.playCount ?? 0
    return Span("\(glyphs.done) \(plays > 0 ? Wording.count(plays, "play") : "there")", Style(.good))
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    let searches = scene.facts.searches
    if let words = searches.pending { return .sentence("Asking YouTube for \(words)…") }
    if let results = searches.results, results.hits.isEmpty {
      return .sentence("YouTube found nothing for \(results.words).")
    }
    let key = scene.state.keyMap.keys(for: .search).first?.name(ascii: true) ?? ":search"
    return .sentence(
      searches.history.isEmpty ? "Press \(key) to search YouTube for a song." : "Nothing matches.")
  }

  // MARK: The page

  func title(_ scene: Scene) -> [Span] {
    let searches = scene.facts.searches
    if isHistory(scene.state.list(of: tab), scene.facts) {
      return [Span(Self.history)] + Self.details(["\(searches.history.count)"])
    }
    let hits = searches.results?.hits ?? []
    guard searches.results != nil else { return [Span("search")] }
    return [Span("found: \(searches.results?.words ?? "")")]
      + Self.details([
        Wording.count(hits.count, noun),
        searches.known.isEmpty ? nil : "\(searches.known.count) in the library",
      ])
  }

  func note(_ scene: Scene) -> [Span] {
    scene.facts.searches.pending.map { [Span("asking YouTube for \($0)", Style(.working))] } ?? []
  }

  func details(of row: Int, _ scene: Scene) -> Details? {
    guard let hit = hit(row, scene.facts) else { return nil }
    if let track = scene.facts.library[hit.id] { return TrackDetails(scene: scene).describe(track) }
    return TrackDetails(scene: scene).describe(
      TrackRow(
        Track(id: hit.id, title: hit.title, artist: hit.artist, duration: hit.duration), staleAt: nil))
  }

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    guard State.hasRoomForTwo(canvas.buffer.size) else {
      return paintTable(in: paintPane(in: body, scene, on: &canvas), scene, on: &canvas)
    }
    let (left, right) = body.split(columns: body.columns * 3 / 5)
    let (upper, lower) = right.split(rows: right.rows * 3 / 5)
    paintDetails(in: upper, scene, on: &canvas)
    let pane = Pane(lower, Self.history, isActive: false, on: canvas.buffer.size)
    pane.paint(on: &canvas)
    for (offset, words) in scene.facts.searches.history.prefix(pane.inside.rows).enumerated() {
      canvas.write([Span(" \(words)")], in: pane.inside.line(offset))
    }
    return paintTable(in: paintPane(in: left, scene, on: &canvas), scene, on: &canvas)
  }
}

extension Tab {
  /// Searches on YouTube.
  public static let search = Tab(8, "Search", name: "searches")
}
