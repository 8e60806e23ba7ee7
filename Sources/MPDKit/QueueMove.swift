/// One step of a rearrangement of MPD's queue.
struct QueueMove: Equatable {
  /// The song.
  let song: MPDSongID
  /// The place it gets, from 0, once the steps before this one are done.
  let position: Int

  /// The steps that move `songs` of the queue `order` by `offset` places. They keep their order, and none goes
  /// beyond an end or over another of them.
  static func moves(of songs: Set<MPDSongID>, by offset: Int, in order: [MPDSongID]) -> [QueueMove] {
    guard offset != 0 else { return [] }
    let places = order.indices.filter { songs.contains(order[$0]) }
    var moves: [QueueMove] = []
    if offset < 0 {
      // The first goes first: the way of those behind it then ends behind its new place.
      var limit = 0
      for place in places {
        let target = max(limit, place + max(offset, -order.count))
        if target != place { moves.append(QueueMove(song: order[place], position: target)) }
        limit = target + 1
      }
    } else {
      var limit = order.count - 1
      for place in places.reversed() {
        let target = min(limit, place + min(offset, order.count))
        if target != place { moves.append(QueueMove(song: order[place], position: target)) }
        limit = target - 1
      }
    }
    return moves
  }
}
