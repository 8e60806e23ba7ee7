import FoundationEssentials
import TrackKit

/// How long songs of the queue play.
enum QueueTime {
  /// How long it is to the end of these songs, what is left of the one that is on included; `nil` when nothing is known.
  static func left(in player: PlayerSnapshot, rows: [Int], now: Date) -> String? {
    let queue = player.queue
    var sum = total(of: rows.lazy.map { queue[$0] })
    if player.hasSong, let length = player.duration {
      sum.known += max(.zero, length - (player.elapsed(now: now) ?? .zero))
    }
    return words(sum)
  }

  /// How long all songs of the queue play; `nil` when nothing is known.
  static func all(of player: PlayerSnapshot) -> String? { words(total(of: player.queue)) }

  private static func total(of songs: some Sequence<PlayerSnapshot.QueueSong>) -> (
    known: Duration, isWhole: Bool
  ) {
    var (known, isWhole) = (Duration.zero, true)
    for song in songs {
      // What strangers claim must not add up to more than there is.
      if let length = song.duration, length < .seconds(1_000_000) { known += length } else { isWhole = false }
    }
    return (known, isWhole)
  }

  private static func words(_ sum: (known: Duration, isWhole: Bool)) -> String? {
    guard sum.known > .zero else { return nil }
    return (sum.isWhole ? "" : "over ") + Wording.clock(sum.known)
  }
}
