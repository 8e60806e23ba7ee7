import MPDKit
import TrackKit

/// What MPD and the proxy do at one moment, as far as bars show it.
struct BarFacts: Sendable, Equatable {
  /// What MPD does.
  enum State: String, Sendable {
    case playing, paused, stopped
    /// MPD does not answer.
    case offline
  }

  /// MPD's player; `nil` while MPD does not answer.
  var player: MPDStatus?
  /// The song that it plays or holds.
  var song: MPDSong?
  /// The proxy; `nil` while nothing runs.
  var proxy: ProxyStatus?

  /// What MPD does.
  var state: State {
    switch player?.state {
    case .playing: .playing
    case .paused: .paused
    case .stopped: .stopped
    case nil: .offline
    }
  }

  /// The text of a field at a moment; empty where there is nothing to tell.
  func text(of field: BarField, at instant: ContinuousClock.Instant) -> String {
    let song = state == .stopped ? nil : self.song
    switch field {
    case .artist: return song?.artist ?? ""
    case .title: return song.map { $0.title ?? $0.displayName } ?? ""
    case .album: return song?.album ?? ""
    case .song: return song?.displayName ?? ""
    case .state: return state.rawValue
    case .icon: return icon
    case .elapsed: return player?.elapsed(at: instant).map(Wording.clock) ?? ""
    case .left: return left(at: instant).map(Wording.clock) ?? ""
    case .duration: return duration.map(Wording.clock) ?? ""
    case .volume: return player?.volume.map { "\($0)" } ?? ""
    case .position: return player?.songPosition.map { "\($0 + 1)" } ?? ""
    case .queue: return player.map { "\($0.queueLength)" } ?? ""
    case .streams: return proxy.map { "\($0.streams.active)" } ?? ""
    case .limit: return proxy.map { "\($0.streams.limit)" } ?? ""
    case .waiting: return proxy.map { "\($0.streams.waiting)" } ?? ""
    case .retrying: return proxy.map { "\($0.streams.list.count { $0.state == .retrying })" } ?? ""
    case .rate: return proxy.map { Wording.rate($0.streams.list.reduce(0) { $0 + $1.bytesPerSecond }) } ?? ""
    case .resolver: return proxy?.resolver.state.rawValue ?? ""
    }
  }

  private var icon: String {
    switch state {
    case .playing: "▶"
    case .paused: "⏸"
    case .stopped: "■"
    case .offline: "○"
    }
  }

  private var duration: Duration? { state == .stopped ? nil : player?.duration ?? song?.duration }

  private func left(at instant: ContinuousClock.Instant) -> Duration? {
    guard let duration, let elapsed = player?.elapsed(at: instant) else { return nil }
    return max(.zero, duration - elapsed)
  }
}
