extension MPDSnapshot {
  /// A song that MPD will come to by itself.
  public struct UpcomingSong: Sendable, Equatable {
    /// The song.
    public let song: MPDSong
    /// How long until it starts, as far as the lengths of the songs before it are known: an unknown length counts
    /// as none. `nil` while MPD is paused, when that is not known.
    public let startsIn: Duration?
  }

  /// The next songs that MPD will play by itself, in their order.
  ///
  /// None while MPD is stopped, or plays its current song as the last one: at the end of the queue, or because of
  /// `single`. In random order MPD tells the next one only. With `repeat` the queue goes on from its start, each
  /// song counted once.
  ///
  /// - Parameters:
  ///   - count: at most so many.
  ///   - now: the moment from which `startsIn` counts.
  public func upcoming(_ count: Int, at now: ContinuousClock.Instant = .now) -> [UpcomingSong] {
    guard count > 0, status.state != .stopped, let current = status.songPosition else { return [] }
    var startsIn: Duration?
    if status.state == .playing {
      let length = status.duration ?? song?.duration ?? .zero
      startsIn = max(.zero, length - (status.elapsed(at: now) ?? .zero))
    }
    return followers(of: current).prefix(count).map { position in
      let song = queue[position]
      defer { startsIn = startsIn.map { $0 + (song.duration ?? .zero) } }
      return UpcomingSong(song: song, startsIn: startsIn)
    }
  }

  /// The places of the songs that follow the one at `current`.
  private func followers(of current: Int) -> [Int] {
    if status.single != .off {
      // The song starts again; with `oneShot` MPD stops first.
      return status.single == .on && status.isRepeating && queue.indices.contains(current) ? [current] : []
    }
    if status.isRandom {
      guard let next = status.nextSongID, let position = queue.firstIndex(where: { $0.id == next }) else {
        return []
      }
      return [position]
    }
    let behind = Array(queue.indices.suffix(from: min(current + 1, queue.count)))
    return status.isRepeating ? behind + Array(queue.indices.prefix(min(current + 1, queue.count))) : behind
  }
}
