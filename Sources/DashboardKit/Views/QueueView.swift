/// MPD's queue.
struct QueueView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let queue = state.player.queue
    let table = Table(
      columns: [
        .init(title: "#", columns: 5, align: .right),
        .init(title: "SONG", columns: 0),
        .init(title: "FROM", columns: 9, from: 60),
        .init(title: "LENGTH", columns: 7, align: .right),
      ], empty: emptySentence)
    table.paint(
      count: state.queueList.ids.count, top: state.queueList.top, selected: state.queueList.index, in: area,
      on: &canvas
    ) { index in
      let place = state.queueList.sources[index]
      let song = queue[place]
      return Table.Row(
        cells: [
          Span("\(place + 1)", .muted),
          Span(song.displayName),
          Span(song.videoID == nil ? "elsewhere" : "ytmpd-tui", .muted),
          Span(song.duration.map(Format.clock) ?? "?", song.duration == nil ? .muted : .plain),
        ], marked: state.player.connected && state.player.songID == song.id)
    }
  }

  private var emptySentence: String {
    let player = scene.state.player
    if !player.queue.isEmpty { return "No song matches." }
    return player.connected
      ? "\(player.name)'s queue is empty. Select a track and press p to append it."
      : "\(player.name) is not connected."
  }
}
