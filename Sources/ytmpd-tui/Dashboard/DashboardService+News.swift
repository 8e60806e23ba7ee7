import DashboardKit
import FoundationEssentials
import MPDKit
import TerminalKit

// What the dashboard learns without asking.
extension DashboardService {
  /// Passes events on.
  func forwardEvents() async {
    for await event in events { inbox.post(.events([event])) }
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
  func showPlayer(_ update: PlayerService.Update) {
    var shown = PlayerSnapshot(takenAt: Date())
    shown.name = surroundings.playerName
    switch update {
    case .connected(let address, let version):
      shown.connected = true
      shown.address = address
      shown.version = version
    case .lost(let reason): shown.problem = reason
    case .historyChanged(let id): return perform(.loadTrack(id))
    case .snapshot(let snapshot):
      shown = PlayerSnapshot(snapshot, urls: backend.urls)
      shown.name = surroundings.playerName
      shown.address = backend.player?.link.address.description ?? ""
    }
    inbox.post(.player(shown))
  }
}

extension PartProblem {
  /// What the doctor found wrong, `nil` when it found nothing wrong.
  init?(_ finding: Finding) {
    guard finding.status != .ok else { return nil }
    let part =
      switch finding.subject {
      case .javaScript: "JavaScript"
      case .player: "MPD"
      default: finding.subject.rawValue
      }
    self.init(part: part, problem: finding.message, cure: finding.cure ?? "")
  }
}
