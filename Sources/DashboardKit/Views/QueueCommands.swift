import TrackKit

/// What the views of MPD's queue do with its songs.
enum QueueCommands {
  /// Carries out a command on rows that are places in the queue; `nil` for what is none of the queue's.
  static func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    let player = facts.player
    switch command {
    case .activate:
      return list.selectedSource.map { .effects([.playQueueSong(player.queue[$0].id)]) } ?? .nothingSelected
    case .remove:
      let ids = list.targets.map { player.queue[$0].id }
      guard !ids.isEmpty else { return .nothingSelected }
      list.unmarkAll()
      return .effects([.removeQueueSongs(ids)])
    case .moveUp, .moveDown:
      guard let place = list.selectedSource else { return .nothingSelected }
      let target = place + (command == .moveUp ? -1 : 1)
      guard player.queue.indices.contains(target) else { return .effects([]) }
      return .effects([.moveQueueSong(id: player.queue[place].id, to: target)])
    case .clearQueue:
      guard !player.queue.isEmpty else { return .nothingThere }
      return .ask("Clear the queue (\(Wording.count(player.queue.count, "song")))?", .clearQueue)
    default: return nil
    }
  }
}
