import ProxyKit

/// The library, with the state of each URL.
struct TracksView {
  let scene: Scene

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let table = Table(
      columns: [
        .init(title: "TRACK", columns: 0, sorted: state.trackOrder == .track),
        .init(title: "ALBUM", columns: area.columns / 5, from: 100),
        .init(title: "ID", columns: 11, from: 120),
        .init(title: "LENGTH", columns: 7, align: .right, from: 50, sorted: state.trackOrder == .length),
        .init(title: "URL", columns: 17, sorted: state.trackOrder == .freshness),
      ], empty: emptySentence)
    table.paint(
      count: state.trackList.ids.count, top: state.trackList.top, selected: state.trackList.index, in: area,
      on: &canvas
    ) { index in
      let track = state.tracks[state.trackList.sources[index]]
      return Table.Row(
        cells: [
          Span(track.displayName),
          Span(track.album ?? "", .muted),
          Span(track.id.rawValue, .muted),
          Span(track.duration.map(Format.clock) ?? "?", track.duration == nil ? .muted : .plain),
          freshness(track),
        ], marked: isPlaying(track))
    }
  }

  private var emptySentence: String {
    scene.state.tracks.isEmpty
      ? "The library is empty. Press a to add a track or a playlist by its URL." : "No track matches."
  }

  private func isPlaying(_ track: TrackRow) -> Bool {
    let player = scene.state.player
    guard player.connected, player.state == .play || player.state == .pause, let song = player.songID
    else { return false }
    return player.queue.contains { $0.id == song && $0.videoID == track.id }
  }

  private func freshness(_ track: TrackRow) -> Span {
    switch track.freshness(now: scene.now) {
    case .unresolved: return Span("not resolved", .muted)
    case .expired: return Span("expired", Style(.warning))
    case .fresh:
      return Span("fresh until " + (track.staleAt.map(scene.clock.minutes) ?? ""), Style(.good))
    }
  }
}
