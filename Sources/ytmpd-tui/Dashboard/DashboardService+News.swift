import DashboardKit
import FoundationEssentials
import LibraryKit
import MPDKit
import TrackKit
import TerminalKit

// What the dashboard learns without asking.
extension DashboardService {
  /// Passes events on. One that changes a track comes with the track's row, so that the screen shows both at once.
  func forwardEvents() async {
    for await event in events {
      guard let id = event.kind.changedTrack else {
        inbox.post(.events([event]))
        continue
      }
      await showing { feed throws(StoreError) in try await feed.postTrack(id, with: event) }
    }
  }

  /// Shows tracks whose history has changed.
  func forwardHistory(_ ids: AsyncStream<VideoID>) async {
    for await id in ids { await showing { feed throws(StoreError) in try await feed.postTrack(id) } }
  }

  /// Passes the log's lines on, many at a time.
  func forwardLog() async {
    guard let log = surroundings.log else { return }
    for await _ in log.news {
      let rows = log.take()
      if !rows.isEmpty { inbox.post(.log(rows)) }
      // A person reads no more than a few pictures a second.
      do { try await Task.sleep(for: .milliseconds(100)) } catch { return }
    }
  }

  /// Looks at the resolver, and says what is missing.
  func showResolver() async {
    guard let examine = surroundings.examine else {
      return inbox.post(.resolver(name: surroundings.resolverName, version: nil))
    }
    inbox.post(.resolver(name: surroundings.resolverName, version: nil))
    let (version, problems) = await examine()
    inbox.post(.resolver(name: surroundings.resolverName, version: version))
    inbox.post(.problems(problems))
  }

  /// Shows what is known of the player.
  ///
  /// - Parameter changed: takes the tracks whose history has changed.
  func showPlayer(_ update: PlayerService.Update, changed: AsyncStream<VideoID>.Continuation) {
    var shown = PlayerSnapshot(takenAt: Date())
    shown.name = surroundings.playerName
    switch update {
    case .connected(let address, let version):
      shown.connected = true
      shown.address = address
      shown.version = version
    case .lost(let reason):
      shown.problem = reason
      shown.address = backend.player?.link.address.description ?? ""
    case .historyChanged(let id):
      changed.yield(id)
      return
    case .undoable(let name):
      inbox.post(.undoable(name))
      return
    case .snapshot(let snapshot):
      shown = PlayerSnapshot(snapshot, urls: backend.urls)
      shown.name = surroundings.playerName
      shown.address = backend.player?.link.address.description ?? ""
    }
    inbox.post(.player(shown))
  }
}

extension ProxyEvent.Kind {
  /// The track whose row in the library the event changes, `nil` for none.
  fileprivate var changedTrack: VideoID? {
    switch self {
    case .refreshSucceeded(let track, _), .refreshFailed(let track, _, _): track.id
    default: nil
    }
  }
}
