import FoundationEssentials
import TrackKit

extension PlaylistEntry {
  /// The entry that a row of the playlists' view stands for, `nil` when it stands for a playlist.
  init?(row: Int, _ facts: Facts) {
    guard case .entry(let playlist, let entry) = PlaylistPlace(row: row),
      facts.playlists.indices.contains(playlist),
      let content = facts.contents[facts.playlists[playlist].name]
    else { return nil }
    self.init(entry, of: content, facts)
  }
}

// How the playlists and their tracks look.
extension PlaylistsView {
  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    scene.state.list(of: tab).narrowing.opened == nil
      ? listColumns(width: width, scene) : Self.entryColumns(width: width, scene)
  }

  private func listColumns(width: Int, _ scene: Scene) -> [Table.Column] {
    let isAnyHere = scene.facts.playlists.contains { $0.isKept || $0.completeCount > 0 }
    return [
      .init(title: "PLAYLIST", columns: 0, share: 2, order: .init(Order.name)),
      .init(title: "TRACKS", columns: 7, align: .right, order: .init(Order.tracks)),
      .init(title: "HERE", columns: 10, align: .right, from: isAnyHere ? 64 : .max),
      .init(
        title: "SYNCED", columns: 10, align: .right, from: 50, order: .init(Order.synced)),
      .init(title: "STATE", columns: 0, share: 1, from: 46),
      .init(title: "SOURCE", columns: 0, share: 2, from: 90),
    ]
  }

  private static func entryColumns(width: Int, _ scene: Scene) -> [Table.Column] {
    let known = scene.facts.library.known
    return [
      .init(title: "#", columns: 5, align: .right), .init(title: "ARTIST", columns: 0, share: 4, from: 56),
      .init(title: "TITLE", columns: 0, share: 6),
      .init(title: "ALBUM", columns: 0, share: 4, from: known.contains(.album) ? 84 : .max),
      .init(title: "LENGTH", columns: 7, align: .right),
      .init(title: "HERE", columns: 5, align: .right, from: known.contains(.cache) ? 64 : .max),
      .init(title: "URL", columns: 17, from: 50),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    switch PlaylistPlace(row: row) {
    case .playlist(let place): return listRow(scene.facts.playlists[place], scene, glyphs)
    case .entry(_, let number):
      guard let entry = PlaylistEntry(row: row, scene.facts) else { return Table.Row(cells: []) }
      return Self.entryRow(entry, number: number, width: width, scene, glyphs)
    }
  }

  private func listRow(_ playlist: PlaylistRow, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    Table.Row(cells: [
      .init(playlist.name),
      .init("\(playlist.trackCount)"),
      .init(playlist.cachedText(glyphs), .muted),
      .init(playlist.syncedAt.map { scene.clock.moment($0, now: scene.now) } ?? "", .muted),
      .init(describe(playlist, scene.facts.syncs[playlist.name])),
      .init(playlist.source ?? "", .muted),
    ])
  }

  private static func entryRow(
    _ entry: PlaylistEntry, number: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs
  ) -> Table.Row {
    switch entry {
    case .track(let id, let track):
      let name = width < 56 ? track?.displayName : track?.title
      return Table.Row(
        cells: [
          .init("\(number + 1)", .muted), .init(track?.artist ?? ""), .init(name ?? id.rawValue),
          .init(track?.album ?? "", .muted),
          .init(track?.duration.map(Wording.clock) ?? "?", track?.duration == nil ? .muted : .plain),
          .init(track?.cachedText(glyphs) ?? "", .muted),
          .init(
            track.map(FreshnessWords(now: scene.now, clock: scene.clock).describe)
              ?? Span("unknown track", .muted)),
        ], isPlaying: scene.facts.playingTrack == id)
    case .leftOut(let entry):
      return Table.Row(
        cells: [
          .init("", .muted), .init("", .muted), .init(entry.name ?? entry.reference, .muted),
          .init("", .muted), .init("", .muted), .init("", .muted),
          .init("left out: \(entry.reason.words)", Style(.warning)),
        ], isFaded: true)
    }
  }

  private func describe(_ playlist: PlaylistRow, _ sync: SyncState?) -> Span {
    switch sync {
    case .reading(let entries, let total):
      let count = total.map { "\(entries)/\($0)" } ?? "\(entries)"
      return Span(entries == 0 ? "reading" : "reading \(count)", Style(.working))
    case .failed(let why): return Span("failed: \(why)", Style(.bad))
    case .done, nil:
      if playlist.skipped > 0 { return Span("\(playlist.skipped) left out", Style(.warning)) }
      return playlist.source == nil ? Span("local", .muted) : Span("complete", Style(.good))
    }
  }

  func emptyPage(_ scene: Scene) -> EmptyPage {
    let facts = scene.facts
    if let name = scene.state.list(of: tab).narrowing.opened {
      guard let content = facts.contents[name] else { return .sentence("Loading \(name)…") }
      return .sentence(content.count == 0 ? "\(name) has no tracks." : "No track matches.")
    }
    if facts.isNew { return .welcome }
    return .sentence(
      facts.playlists.isEmpty
        ? "There are no playlists yet. Press a to add one by URL, or list them under playlists: in the configuration."
        : "No playlist matches.")
  }

  // MARK: The page

  func title(_ scene: Scene) -> [Span] {
    guard let name = scene.state.list(of: tab).narrowing.opened else {
      return [Span("playlists")] + Self.details(["\(scene.facts.playlists.count)"])
    }
    return Self.contentTitle(name, scene.facts)
  }

  private static func contentTitle(_ name: String, _ facts: Facts) -> [Span] {
    guard let content = facts.contents[name] else { return [Span(name)] }
    let lengths = content.tracks.compactMap { facts.library[$0]?.duration }.filter {
      $0 < .seconds(1_000_000)
    }
    let total = lengths.reduce(.zero, +)
    let isWhole = lengths.count == content.tracks.count
    return [Span(name)]
      + details([
        Wording.count(content.tracks.count, "track"),
        total > .zero ? (isWhole ? "" : "over ") + Wording.clock(total) : nil,
        content.leftOut.isEmpty ? nil : "\(content.leftOut.count) left out",
      ])
  }

  func details(of row: Int, _ scene: Scene) -> Details? {
    guard let entry = PlaylistEntry(row: row, scene.facts) else { return nil }
    switch entry {
    case .track(let id, let track):
      return track.map { TrackDetails(scene: scene).describe($0) }
        ?? Details(title: id.rawValue, lines: [[Span("The library does not know this track.")]])
    case .leftOut(let entry):
      return Details(
        title: entry.name ?? entry.reference,
        lines: [
          [Span("left out  ", .muted), Span(entry.reason.words, Style(.warning))],
          [Span("id        ", .muted), Span(entry.reference)],
          [],
          [
            Span(
              "YouTube lists this entry, but there is no audio to play. Reading the playlist again tries anew."
            )
          ],
        ])
    }
  }

  func paint(in body: Rect, _ scene: Scene, on canvas: inout Canvas) -> ListPicture {
    let list = scene.state.list(of: tab)
    guard State.hasRoomForTwo(canvas.buffer.size), !scene.facts.playlists.isEmpty else {
      return paintTable(in: paintPane(in: body, scene, on: &canvas), scene, on: &canvas)
    }
    let (left, right) = body.split(columns: body.columns * 9 / 20)
    if let name = list.narrowing.opened {
      paintLists(in: left, open: name, scene, on: &canvas)
      return paintTable(in: paintPane(in: right, scene, on: &canvas), scene, on: &canvas)
    }
    let picture = paintTable(in: paintPane(in: left, scene, on: &canvas), scene, on: &canvas)
    if let row = list.selectedSource, case .playlist(let place) = PlaylistPlace(row: row) {
      paintContent(of: place, in: right, scene, on: &canvas)
    } else {
      Pane(right, "tracks", isActive: false, on: canvas.buffer.size).paint(on: &canvas)
    }
    return picture
  }

  /// All playlists, beside the one that is open.
  private func paintLists(in area: Rect, open name: String, _ scene: Scene, on canvas: inout Canvas) {
    let pane = Pane(
      area, title: [Span("playlists")] + Self.details(["\(scene.facts.playlists.count)"]), isActive: false,
      on: canvas.buffer.size)
    pane.paint(on: &canvas)
    let rows = Array(scene.facts.playlists.indices)
    var list = ListState()
    list.show(ids: ids(of: rows, scene.facts), sources: rows)
    _ = list.select(.name(name))
    let glyphs = canvas.glyphs
    _ = Table(columns: listColumns(width: pane.inside.columns, scene), list: list, isActive: false)
      .paint(in: pane.inside, on: &canvas) {
        var row = listRow(scene.facts.playlists[$0], scene, glyphs)
        row.isPlaying = scene.facts.playlists[$0].name == name
        return row
      }
  }

  /// The tracks of the selected playlist, beside the list.
  private func paintContent(of place: Int, in area: Rect, _ scene: Scene, on canvas: inout Canvas) {
    let name = scene.facts.playlists[place].name
    let pane = Pane(
      area, title: Self.contentTitle(name, scene.facts), isActive: false, on: canvas.buffer.size)
    pane.paint(on: &canvas)
    guard let content = scene.facts.contents[name] else {
      canvas.write([Span(" Loading…", .muted)], in: pane.inside.line(0))
      return
    }
    var list = ListState()
    let rows = Array(0..<min(content.count, pane.inside.rows))
    list.show(ids: rows.map { .number(UInt64($0)) }, sources: rows)
    let (width, glyphs) = (pane.inside.columns, canvas.glyphs)
    _ = Table(columns: Self.entryColumns(width: width, scene), list: list, isActive: false)
      .paint(in: pane.inside, on: &canvas) { number in
        PlaylistEntry(number, of: content, scene.facts).map {
          Self.entryRow($0, number: number, width: width, scene, glyphs)
        } ?? Table.Row(cells: [])
      }
  }
}
