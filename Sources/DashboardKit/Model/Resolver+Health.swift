import TrackKit

extension ProxyStatus.Resolver {
  /// How well yt-dlp does.
  enum Health: Sendable { case good, probing, bad }

  /// How well it does.
  var health: Health {
    switch state {
    case .ok: .good
    case .probing: .probing
    case .open, .missing: .bad
    }
  }

  /// Its state in one word.
  var word: String { state.rawValue }
}
