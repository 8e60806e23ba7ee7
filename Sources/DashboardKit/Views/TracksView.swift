import FoundationEssentials
import TrackKit

/// The library, with the state of each URL.
struct TracksView {
  let scene: Scene

  /// The columns that there is room for.
  static func columns(_ state: State) -> [Table.Column] {
    let width = state.size.columns
    return [
      .init(title: "TRACK", columns: 0, sortKey: .tracks(.track)),
      .init(title: "ALBUM", columns: width / 5, from: 100),
      .init(title: "ID", columns: 11, from: 150),
      .init(title: "FORMAT", columns: 9, from: 84, sortKey: .tracks(.format)),
      .init(title: "PLAYS", columns: 6, align: .right, from: 110, sortKey: .tracks(.plays)),
      .init(title: "PLAYED", columns: 10, align: .right, from: 120, sortKey: .tracks(.played)),
      .init(title: "LENGTH", columns: 7, align: .right, from: 50, sortKey: .tracks(.length)),
      .init(title: "URL", columns: width < 120 ? 17 : width / 5, sortKey: .tracks(.freshness)),
    ]
  }

  func paint(in area: Rect, on canvas: inout Canvas) {
    let state = scene.state
    let table = Table(
      columns: Self.columns(state), empty: emptySentence,
      order: (state.sortKey, state.trackList.isReversed))
    table.paint(
      count: state.trackList.ids.count, top: state.trackList.top, selected: state.trackList.index, in: area,
      on: &canvas
    ) { index in
      let track = state.tracks[state.trackList.sources[index]]
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
        ], isPlaying: state.playingTrack == track.id, isMarked: state.trackList.marks.contains(track.id))
    }
  }

  private var emptySentence: String {
    guard scene.state.isLibraryLoaded else { return "Reading the library…" }
    return scene.state.tracks.isEmpty
      ? "The library is empty. Press a to add a track or a playlist by its URL." : "No track matches."
  }
}

/// The state of a track's URL in words.
struct FreshnessWords {
  let now: Date

  func describe(_ track: TrackRow) -> Span {
    switch track.freshness(now: now) {
    case .failing: Span("failing: \(track.failure ?? "")", Style(.bad))
    case .unresolved: Span("not resolved", .muted)
    case .expired: Span("expired", Style(.warning))
    case .fresh:
      Span(
        "fresh for " + Wording.shortSpan(seconds: track.staleAt?.timeIntervalSince(now) ?? 0), Style(.good))
    }
  }
}
