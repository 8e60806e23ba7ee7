extension MPDConnection {
  /// - Parameter percent: brought into the range of 0 to 100.
  /// - Throws: `MPDError.noMixer` when no output has a volume.
  func setVolume(_ percent: Int) throws(MPDError) {
    do throws(MPDError) {
      try run("setvol", "\(min(100, max(0, percent)))")
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
    try run("delete", "\(positions.lowerBound):\(positions.upperBound)")
  }

  /// Makes the moves, in this order, as one change of the queue.
  func move(_ moves: [QueueMove]) throws(MPDError) {
    for list in CommandList.split(
      moves, length: { CommandList.length(of: "moveid", ["\($0.song)", "00000"]) })
    {
      try beginList()
      for move in list {
        try send("moveid", "\(move.song)", "\(move.position)")
      }
      try endList("moveid")
    }
  }
}
