import FoundationEssentials
import TrackKit

/// The playlists.
struct PlaylistsView: TableView {
  let tab = Tab.playlists
  let noun = "playlist"
  let commands = [
    ViewCommand(.activate, "replace the queue with the playlist", needsPlayer: true),
    ViewCommand(.push, "append the playlist to the queue"), ViewCommand(.sync, Command.sync.summary),
    ViewCommand(.syncAll, Command.syncAll.summary),
    ViewCommand(.remove, "remove the playlist; its tracks stay"),
  ]
  let keyHints = [KeyHint(.sync, "sync"), KeyHint(.remove, "remove")]

  // MARK: Rows

  private enum Order: Int, CaseIterable { case name, tracks, synced }

  let isMarkable = true
  let orders = ListOrder.all(Order.self)

  func count(_ facts: Facts) -> Int { facts.playlists.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let all = facts.playlists
    switch list.order.of(Order.self) ?? .name {
    case .name: return Array(all.indices)
    case .tracks: return all.indices.sorted { (-all[$0].trackCount, $0) < (-all[$1].trackCount, $1) }
    case .synced:
      let times = all.map { $0.syncedAt?.timeIntervalSince1970 ?? 0 }
      return all.indices.sorted { (-times[$0], $0) < (-times[$1], $1) }
    }
  }

  func id(of row: Int, _ facts: Facts) -> RowID { .name(facts.playlists[row].name) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { [facts.playlists[row].name] }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .playlists }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    let names = list.targets.map { facts.playlists[$0].name }
    let selected = list.selectedSource.map { facts.playlists[$0].name }
    switch command {
    case .activate: return selected.map { play($0, in: facts.player) } ?? .nothingSelected
    case .push:
      list.unmarkAll()
      return .targets(names.map { .pushPlaylist(name: $0, replace: false) })
    case .sync:
      list.unmarkAll()
      return .targets(names.map { .sync(playlist: $0) })
    case .syncAll: return .effects([.sync(playlist: nil)])
    case .remove:
      guard let selected else { return .nothingSelected }
      return .ask("Remove the playlist \(selected)? Its tracks stay.", .removePlaylist(name: selected))
    default: return nil
    }
  }

  /// Playing a playlist throws the queue away, so it asks unless there is nothing to lose.
  private func play(_ name: String, in player: PlayerSnapshot) -> Response {
    let effect = Effect.pushPlaylist(name: name, replace: true)
    guard !player.queue.isEmpty else { return .effects([effect]) }
    return .ask(
      "Replace the queue (\(Wording.count(player.queue.count, "song"))) with \(name)?", effect)
  }

  // MARK: Columns

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "PLAYLIST", columns: 0, order: .init(Order.name)),
      .init(title: "SOURCE", columns: width / 3, from: 100),
      .init(title: "TRACKS", columns: 7, align: .right, order: .init(Order.tracks)),
      .init(title: "SYNCED", columns: 10, align: .right, from: 60, order: .init(Order.synced)),
      .init(title: "STATE", columns: width < 80 ? 12 : max(20, width / 5), from: 50),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let playlist = scene.facts.playlists[row]
    return Table.Row(cells: [
      .init(playlist.name),
      .init(playlist.source ?? "", .muted),
      .init("\(playlist.trackCount)"),
      .init(playlist.syncedAt.map { scene.clock.moment($0, now: scene.now) } ?? "", .muted),
      .init(describe(playlist, scene.facts.syncs[playlist.name])),
    ])
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
    if scene.facts.isNew { return .welcome }
    return .sentence(
      scene.facts.playlists.isEmpty
        ? "No playlists yet. Press a to add one by URL, or list them under playlists: in the configuration."
        : "No playlist matches.")
  }
}

extension Tab {
  /// The playlists.
  public static let playlists = Tab(4, "Playlists")
}
