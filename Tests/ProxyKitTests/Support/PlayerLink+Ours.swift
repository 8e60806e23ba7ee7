@testable import TrackKit

extension PlayerLink {
  /// An MPD that plays, whose every request is ours.
  static let ours = PlayerLink(player: .init(connected: true, state: .play), claim: { _ in .tagged })

  /// The same, but a user's command is stuck in it.
  static let blocked = PlayerLink(
    player: .init(connected: true, state: .play), claim: { _ in .tagged }, isBlocked: { _ in true })
}
