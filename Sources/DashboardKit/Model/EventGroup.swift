/// A group of events that the user can filter for.
enum EventGroup: String, CaseIterable, Sendable {
  /// Everything.
  case all
  /// What streams did.
  case streams
  /// What went wrong, or needed patience.
  case trouble
  /// New URLs, and the breaker.
  case refresh
  /// MPD.
  case player
  /// Playlists being read.
  case sync
  /// Everything else the program says.
  case notices

  /// Whether `line` belongs to it.
  func contains(_ line: EventLine) -> Bool {
    switch self {
    case .all: true
    case .streams:
      [
        .queued, .started, .retry, .hedged, .piped, .resumed, .stalled, .finished, .lost, .rejected, .left,
        .limit,
      ]
      .contains(
        line.kind)
    case .trouble: line.weight == .warning || line.weight == .bad
    case .refresh: [.refresh, .degraded, .breaker].contains(line.kind)
    case .player: line.kind == .mpd
    case .sync: line.kind == .sync
    case .notices: [.notice, .warning, .error].contains(line.kind)
    }
  }
}
