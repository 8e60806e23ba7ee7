import TrackKit

/// MPD's queue, with what is known of each song.
struct QueueView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let queue = state.player.queue
    let table = Table(
      columns: [
        .init(title: "#", columns: queue.count < 1000 ? 4 : 6, align: .right),
        .init(title: "SONG", columns: 0),
        .init(title: "ALBUM", columns: area.columns / 5, from: 100),
        .init(title: "PLAYS", columns: 6, align: .right, from: 110),
        .init(title: "URL", columns: area.columns < 120 ? 17 : area.columns / 5, from: 60),
        .init(title: "LENGTH", columns: 7, align: .right),
      ], empty: emptySentence)
    table.paint(
      count: state.queueList.ids.count, top: state.queueList.top, selected: state.queueList.index, in: area,
      on: &canvas
    ) { index in
      let place = state.queueList.sources[index]
      let song = queue[place]
      let track = song.videoID.flatMap { state.library[$0] }
      let plays = track?.playCount ?? 0
      return Table.Row(
        cells: [
          .init("\(place + 1)", .muted),
          .init(song.displayName),
          .init(track?.album ?? "", .muted),
          .init(plays > 0 ? "\(plays)" : "", .muted),
          .init(
            track.map(FreshnessWords(now: scene.now).describe)
              ?? Span(song.videoID == nil ? "elsewhere" : "unknown track", .muted)),
          .init(song.duration.map(Wording.clock) ?? "?", song.duration == nil ? .muted : .plain),
        ], isPlaying: state.player.connected && state.player.songID == song.id,
        isMarked: state.queueList.marks.contains(song.id))
    }
  }

  private var emptySentence: String {
    let player = scene.state.player
    if !player.queue.isEmpty { return "No song matches." }
    guard player.connected else {
      return "\(player.name) is not connected." + (player.problem.map { " \($0)" } ?? "")
    }
    return "\(player.name)'s queue is empty. Select a track or a playlist and press p to append it."
  }
}
