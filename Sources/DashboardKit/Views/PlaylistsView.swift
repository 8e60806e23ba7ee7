/// The playlists.
struct PlaylistsView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let table = Table(
      columns: [
        .init(title: "PLAYLIST", columns: 0),
        .init(title: "SOURCE", columns: area.columns / 2, from: 70),
        .init(title: "TRACKS", columns: 7, align: .right),
      ],
      empty: state.playlists.isEmpty
        ? "No playlist is known. Name some under playlists: in the configuration." : "No playlist matches.")
    table.paint(
      count: state.playlistList.ids.count, top: state.playlistList.top, selected: state.playlistList.index,
      in: area, on: &canvas
    ) { index in
      let playlist = state.playlists[state.playlistList.sources[index]]
      return Table.Row(cells: [
        Span(playlist.name),
        Span(playlist.source ?? "", .muted),
        Span("\(playlist.trackCount)"),
      ])
    }
  }
}
