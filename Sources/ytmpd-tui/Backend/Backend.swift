import LibraryKit
import ProxyKit
import ServiceLifecycle
import TrackKit

/// The program behind a dashboard: the library, the relay in this process or in another, and MPD.
protocol Backend: Sendable {
  /// The tracks and playlists, and the work on them.
  var library: Library { get }
  /// Where it is said what happens.
  var events: EventHub { get }
  /// The URLs of the tracks.
  var urls: TrackURL { get }
  /// The link to MPD; `nil` when its address is not valid.
  var player: PlayerService? { get }
  /// Whether streams end with this process.
  var carriesStreams: Bool { get }
  /// What has to run for as long as the program does; ended in reverse order.
  var services: [any Service] { get }

  /// What the relay is doing.
  ///
  /// - Throws: when the library can't be read.
  func status() async throws -> ProxyStatus

  /// Whether MPD waits for bytes of ours. `next` then blocks MPD for all of its clients, and `stop` and `play` as two
  /// commands do not.
  ///
  /// - Throws: as ``status()``.
  func isPlayerHeldUp() async throws -> Bool

  /// Says how streams of this process end when it does.
  func willGoDown(_ manner: ProxyService.Manner)

  /// Lets streams of this process have no more time, now or as soon as it goes down.
  func hurry()
}

extension ProxyStatus.Stream {
  /// Whether the stream keeps an MPD waiting.
  var holdsPlayerUp: Bool {
    guard client.isMPD else { return false }
    return switch state {
    case .stalled, .retrying, .refreshing, .resolving, .holding, .queued: true
    case .streaming, .filling, .done, .lost: false
    }
  }
}
