import TrackKit

/// The playlists.
struct PlaylistsView {
  let scene: Scene

  /// The columns that there is room for.
  static func columns(_ state: State) -> [Table.Column] {
    let width = state.size.columns
    return [
      .init(title: "PLAYLIST", columns: 0, sortKey: .playlists(.name)),
      .init(title: "SOURCE", columns: width / 3, from: 100),
      .init(title: "TRACKS", columns: 7, align: .right, sortKey: .playlists(.tracks)),
      .init(title: "SYNCED", columns: 10, align: .right, from: 60, sortKey: .playlists(.synced)),
      .init(title: "STATE", columns: width < 80 ? 12 : max(20, width / 5), from: 50),
    ]
  }

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let table = Table(
      columns: Self.columns(state),
      empty: state.playlists.isEmpty
        ? "No playlist is known. Press a to add one by its URL, or name some under playlists: in the configuration."
        : "No playlist matches.", order: (state.sortKey, state.playlistList.isReversed))
    table.paint(
      count: state.playlistList.ids.count, top: state.playlistList.top, selected: state.playlistList.index,
      in: area, on: &canvas
    ) { index in
      let playlist = state.playlists[state.playlistList.sources[index]]
      return Table.Row(
        cells: [
          .init(playlist.name),
          .init(playlist.source ?? "", .muted),
          .init("\(playlist.trackCount)"),
          .init(playlist.syncedAt.map { scene.clock.moment($0, now: scene.now) } ?? "", .muted),
          .init(describe(playlist)),
        ], isMarked: state.playlistList.marks.contains(playlist.id))
    }
  }

  private func describe(_ playlist: PlaylistRow) -> Span {
    switch scene.state.syncs[playlist.name] {
    case .reading(let entries, let total):
      let count = total.map { "\(entries)/\($0)" } ?? "\(entries)"
      return Span(entries == 0 ? "reading" : "reading \(count)", Style(.working))
    case .failed(let why): return Span("failed: \(why)", Style(.bad))
    case .done, nil:
      if playlist.skipped > 0 { return Span("\(playlist.skipped) left out", Style(.warning)) }
      return playlist.source == nil ? Span("made here", .muted) : Span("complete", Style(.good))
    }
  }
}
