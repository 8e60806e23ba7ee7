import FoundationEssentials
import TrackKit

extension State {
  /// Whether a command does something here and now: the key bar names no other.
  ///
  /// This runs for each key of the bar whenever the screen is painted, so nothing is carried out that looks at many rows.
  func can(_ command: Command, now: Date) -> Bool {
    let view = view
    guard view.offers(command) else { return false }
    let player = facts.player
    if view.needsPlayer(command), !player.connected { return false }
    let isPlaying = player.state == .play || player.state == .pause
    switch command {
    case .togglePause: return !player.queue.isEmpty
    case .next, .previous, .seekForward, .seekBack: return isPlaying
    case .louder, .softer: return player.volume != nil
    case .radio: return answers(command) ?? (selectedTrack != nil || facts.playingTrack != nil)
    case .keep: return facts.status?.cache.state != .off && canTakeRow(command)
    case .activate, .push, .load, .refresh, .copy: return canTakeRow(command)
    case .mark, .up, .down: return list.selected != nil
    case .current:
      return answers(command)
        ?? view.current(facts).map { $0 != list.selected && list.ids.contains($0) } ?? false
    case .refreshExpired:
      // The gauges may be a moment old. Where they count none, the rows are not looked at.
      return facts.gauges.tracks.expired > 0
        && (facts.tracks.isEmpty || facts.tracks.contains { $0.staleAt.map { $0 <= now } ?? false })
    case .refreshAll: return !facts.tracks.isEmpty
    case .sort, .reverse: return answers(command) ?? !list.ids.isEmpty
    case .filter: return !list.ids.isEmpty || !list.filter.isEmpty
    // The lines of all rows are not to be put together for it.
    case .export: return !list.ids.isEmpty
    case .nextMatch, .previousMatch: return !list.filter.isEmpty || !list.lastFilter.isEmpty
    case .unmarkAll: return !list.marks.isEmpty
    case .cancel: return !facts.works.isEmpty
    case .problems: return !facts.allProblems.isEmpty
    case .undo: return undoable != nil
    case .detach: return facts.session.canDetach
    case .run(let own): return !own.needsTrack || selectedTrack != nil || facts.playingTrack != nil
    default: return answers(command) ?? true
    }
  }

  /// Whether a command has a row, or the track of one, that it can take.
  private func canTakeRow(_ command: Command) -> Bool {
    if let answer = answers(command) { return answer }
    if case .stream = overlay { return selectedTrack != nil }
    switch command {
    // They look at the selected row alone.
    case .copy, .activate: return selectedTrack != nil
    default: return list.targets.contains { view.track(of: $0, facts) != nil }
    }
  }

  /// Whether the view that is shown has an answer of its own to a command which is no refusal, and changes something; `nil`
  /// when it has none. It is asked on a copy of its list.
  private func answers(_ command: Command) -> Bool? {
    var copy = list
    switch view.perform(command, on: &copy, facts) {
    case .effects([]): return copy != list
    case let response?: return !response.isRefusal
    case nil: return nil
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
