import TrackKit

extension State {
  /// Whether a command does something here and now: the key bar names no other.
  func can(_ command: Command) -> Bool {
    let view = view
    guard view.offers(command) else { return false }
    let player = facts.player
    if view.needsPlayer(command), !player.connected { return false }
    let hasRows = !list.ids.isEmpty || !list.filter.isEmpty
    let isPlaying = player.state == .play || player.state == .pause
    switch command {
    case .togglePause: return !player.queue.isEmpty
    case .next, .previous, .seekForward, .seekBack: return isPlaying
    case .louder, .softer: return player.volume != nil
    case .radio: return selectedTrack != nil || facts.playingTrack != nil
    case .clearQueue: return !player.queue.isEmpty
    case .keep: return facts.status?.cache.state != .off && canTakeRow(command)
    case .activate, .push, .remove, .load, .sync, .filterTrack, .refresh, .copy: return canTakeRow(command)
    case .mark, .up, .down: return list.selected != nil
    case .moveUp: return list.index > 0
    case .moveDown: return list.index + 1 < list.ids.count
    case .syncAll: return !facts.playlists.isEmpty
    case .refreshExpired: return facts.gauges.tracks.expired > 0
    case .refreshAll: return !facts.tracks.isEmpty
    case .sort, .reverse: return hasRows && !isRefused(command)
    case .filter, .export: return hasRows
    case .nextMatch, .previousMatch: return !list.filter.isEmpty || !list.lastFilter.isEmpty
    case .unmarkAll: return !list.marks.isEmpty
    case .cancel: return !facts.works.isEmpty
    case .problems: return !facts.allProblems.isEmpty
    case .undo: return undoable != nil
    case .run(let own): return !own.needsTrack || selectedTrack != nil || facts.playingTrack != nil
    default: return true
    }
  }

  /// Whether a command has a row, or the track of one, that it can take.
  ///
  /// A view that has a meaning of its own for the command is asked, on a copy of its list.
  private func canTakeRow(_ command: Command) -> Bool {
    if case .stream = overlay { return selectedTrack != nil }
    var copy = list
    if let response = view.perform(command, on: &copy, facts) { return !response.isRefusal }
    return list.targets.contains { view.track(of: $0, facts) != nil }
  }

  /// Whether the view that is shown has nothing but a sentence for a command.
  private func isRefused(_ command: Command) -> Bool {
    var copy = list
    return view.perform(command, on: &copy, facts)?.isRefusal ?? false
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
