import TrackKit

extension State {
  /// Whether a command does something here and now: the key bar names no other.
  func can(_ command: Command) -> Bool {
    let view = view
    guard view.offers(command) else { return false }
    let player = facts.player
    if view.needsPlayer(command), !player.connected { return false }
    let isPlaying = player.state == .play || player.state == .pause
    switch command {
    case .togglePause: return !player.queue.isEmpty
    case .next, .previous, .seekForward, .seekBack: return isPlaying
    case .louder, .softer: return player.volume != nil
    case .radio: return selectedTrack != nil || facts.playingTrack != nil
    case .clearQueue: return !player.queue.isEmpty
    case .refresh, .copy: return selectedTrack != nil
    case .activate, .push, .remove, .keep, .load, .sync, .mark, .filterTrack, .up, .down:
      return list.selected != nil
    case .moveUp: return list.index > 0
    case .moveDown: return list.index + 1 < list.ids.count
    case .syncAll: return !facts.playlists.isEmpty
    case .refreshExpired: return facts.gauges.tracks.expired > 0
    case .refreshAll: return !facts.tracks.isEmpty
    case .filter, .sort, .reverse, .export: return !list.ids.isEmpty || !list.filter.isEmpty
    case .nextMatch, .previousMatch: return !list.filter.isEmpty || !list.lastFilter.isEmpty
    case .unmarkAll: return !list.marks.isEmpty
    case .cancel: return !facts.works.isEmpty
    case .problems: return !facts.allProblems.isEmpty
    case .undo: return undoable != nil
    case .run(let own): return !own.needsTrack || selectedTrack != nil || facts.playingTrack != nil
    default: return true
    }
  }

  /// What a command is called on the key bar where that depends on what the player does.
  func word(for command: Command) -> String? {
    switch command {
    case .togglePause: facts.player.state == .play ? "pause" : "play"
    case .undo: undoable.map { "undo \($0)" }
    default: nil
    }
  }
}
