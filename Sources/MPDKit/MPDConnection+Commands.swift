import CMPDClient

extension MPDConnection {
  /// - Parameter percent: brought into the range of 0 to 100.
  /// - Throws: `MPDError.noMixer` when no output has a volume.
  func setVolume(_ percent: Int) throws(MPDError) {
    do throws(MPDError) {
      try run("setvol") { mpd_run_set_volume($0, UInt32(min(100, max(0, percent)))) }
    } catch {
      // MPD has no number of its own for this: newer ones tell by the volume that is missing, older ones by text.
      guard case .rejected(_, _, let text) = error else { throw error }
      if text.contains("mixer") { throw .noMixer }
      let status = try status()
      throw status.volume == nil ? .noMixer : error
    }
  }

  /// Takes out a range of places; nothing when it is empty.
  func delete(positions: Range<Int>) throws(MPDError) {
    guard !positions.isEmpty else { return }
    try run("delete") {
      mpd_run_delete_range($0, UInt32(clamping: positions.lowerBound), UInt32(clamping: positions.upperBound))
    }
  }

  /// Makes the moves, in this order, as one change of the queue.
  func move(_ moves: [QueueMove]) throws(MPDError) {
    for list in CommandList.split(
      moves, length: { CommandList.length(of: "moveid", ["\($0.song)", "00000"]) })
    {
      try beginList(discrete: false)
      for move in list {
        try run("moveid") { mpd_send_move_id($0, move.song.rawValue, UInt32(clamping: move.position)) }
      }
      try endList()
      try finish("moveid")
    }
  }
}
