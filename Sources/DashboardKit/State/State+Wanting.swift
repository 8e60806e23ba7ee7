import FoundationEssentials
import TrackKit

extension State {
  /// How long a song that was asked for is waited for at most, in seconds.
  static let patience = 60.0

  /// Keeps in mind which song an effect asks to hear.
  mutating func want(by effects: [Effect], now: Date) {
    for effect in effects {
      switch effect {
      case .play(let id): want(id, name: facts.name(of: id), now: now)
      case .playQueueSong(let id):
        guard let song = facts.player.queue.first(where: { $0.id == id }), song.videoID != nil else {
          continue
        }
        want(song.videoID, name: song.displayName, now: now)
      default: break
      }
    }
  }

  private mutating func want(_ id: VideoID?, name: String, now: Date) {
    guard facts.player.connected else { return }
    facts.wanted = Wanted(track: id, name: name, since: now, instead: facts.player.songID)
  }

  /// The song that was wanted is heard, or will not come.
  mutating func stopWanting(now: Date) {
    guard let wanted = facts.wanted else { return }
    let player = facts.player
    let isHeard =
      player.state == .play && (player.elapsed ?? .zero) > .zero
      && (player.songID != wanted.instead
        || (player.takenAt > wanted.since && facts.playingTrack == wanted.track))
    if isHeard || !player.connected || now.timeIntervalSince(wanted.since) > Self.patience {
      facts.wanted = nil
    }
  }
}
