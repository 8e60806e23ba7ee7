import DashboardKit
import MPDKit

extension MPDClient {
  /// Carries out an effect that is MPD's alone; any other one is left.
  func carryOut(_ effect: Effect) throws(MPDError) {
    switch effect {
    case .togglePause: try togglePause()
    case .next: try next()
    case .previous: try previous()
    case .seek(let seconds): try seek(by: .seconds(seconds))
    case .seekTo(let seconds): try seek(to: .seconds(seconds))
    case .changeVolume(let step): try changeVolume(by: step)
    case .setVolume(let percent): try setVolume(percent)
    case .toggle(let option): try toggle(MPDOption(option))
    case .moveQueueSong(let id, let position): try move(MPDSongID(rawValue: id), to: position)
    case .removeQueueSongs(let ids): try delete(ids.map(MPDSongID.init))
    case .clearQueue: try clear()
    default: break
    }
  }
}

extension MPDOption {
  /// The option as the dashboard has it.
  fileprivate init(_ option: PlayerSnapshot.Option) {
    self =
      switch option {
      case .repeat: .repeat
      case .random: .random
      case .single: .single
      case .consume: .consume
      }
  }
}

extension Effect {
  /// What a change of the queue that can be undone is called, `nil` for what is none.
  var undoName: String? {
    switch self {
    case .removeQueueSongs(let ids): ids.count == 1 ? "remove" : "remove \(ids.count) songs"
    case .clearQueue: "clear"
    case .moveQueueSong: "move"
    default: nil
    }
  }
}
