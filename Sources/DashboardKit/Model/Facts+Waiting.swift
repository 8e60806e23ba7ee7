import FoundationEssentials
import TrackKit

extension Facts {
  /// What the user, or the player, waits for; `nil` while the song that is shown is heard.
  ///
  /// The player may say nothing while it waits for a song's first bytes, so the streams are looked at too.
  func waiting(now: Date) -> Waiting? {
    guard player.connected else { return nil }
    if let wanted, player.songID == wanted.instead || !isHeard {
      let stream = wanted.track.flatMap { track in playerStreams.last { $0.videoID == track } }
      guard stream.map(Self.hasNotBegun) ?? true else { return nil }
      return Waiting(name: wanted.name, what: stream.map(Self.words) ?? "starting", since: wanted.since)
    }
    guard player.state == .play, !isHeard,
      let stream = playerStreams.last(where: { $0.videoID == playingTrack }), Self.hasNotBegun(stream)
    else { return nil }
    return Waiting(
      name: stream.displayName, what: Self.words(for: stream),
      since: Date(timeIntervalSince1970: stream.startedAt))
  }

  /// The song has got somewhere.
  private var isHeard: Bool { (player.elapsed ?? .zero) > .zero }

  private var playerStreams: [ProxyStatus.Stream] { gauges.streams.list.filter(\.client.isMPD) }

  private static func hasNotBegun(_ stream: ProxyStatus.Stream) -> Bool {
    switch stream.state {
    case .queued, .resolving, .refreshing, .holding, .retrying: stream.bytesSent == 0
    case .streaming, .stalled, .filling, .done, .lost: false
    }
  }

  private static func words(for stream: ProxyStatus.Stream) -> String {
    switch stream.state {
    case .queued: "waiting for a slot"
    case .resolving: "getting URL"
    case .refreshing: "getting a new URL"
    case .retrying: "trying again" + (stream.reason.map { " (\($0))" } ?? "")
    default: "connecting"
    }
  }
}
