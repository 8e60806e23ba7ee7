import ControlKit
import TrackKit

/// Tells that something has happened at the proxy, that it is there, and that it is gone, for as long as its task runs. What
/// keeps it from telling is said on standard error, once.
struct ProxyNews: Sendable {
  let settings: Settings

  /// How long to wait before asking again for events that have ended.
  private static let pause = Duration.seconds(1)

  /// What came of following the events once.
  private enum Round: Sendable {
    /// The owner with this process id was followed; at the end it was silent, or not.
    case owner(Int32, isSilent: Bool)
    /// Whoever is at the port was followed.
    case port
    /// An owner does not answer; who.
    case silent(String)
    /// Nobody was there.
    case nobody

    /// Whether there were events.
    var hadEvents: Bool {
      switch self {
      case .owner, .port: true
      case .silent, .nobody: false
      }
    }
  }

  /// Follows the events; asks again when the proxy was started again.
  ///
  /// - Parameter tell: called for each, when they begin, and when they have ended, on a thread that may not be held up.
  func run(_ tell: @escaping @Sendable () -> Void) async {
    let (follower, console) = (EventFollower(), Console.current)
    var (last, owner, said) = (Round.nobody, Int32?.none, String?.none)
    while !Task.isCancelled {
      let round = await withTaskCancellationHandler {
        await Task.offPool { follow(with: follower, tell) }
      } onCancel: {
        follower.stop()
      }
      var obstacle: String?
      switch round {
      case .owner(let process, let isSilent):
        owner = process
        if isSilent { obstacle = Owner.silence(process) }
      case .silent(let who): obstacle = who
      case .port, .nobody:
        obstacle = owner.map { "the ytmpd-tui in process \($0) is gone; this waits for the next one" }
        owner = nil
      }
      if let obstacle, obstacle != said { console.complain(obstacle) }
      said = obstacle
      // One that goes down is there for a while after its events have ended.
      if last.hadEvents, !round.hadEvents { tell() }
      last = round
      do { try await Task.sleep(for: Self.pause) } catch { return }
    }
  }

  /// Blocks until the events have ended.
  private func follow(with follower: EventFollower, _ tell: @Sendable () -> Void) -> Round {
    do throws(HTTPFailure) {
      switch ProxyPlace.find(settings) {
      case .unknown: return .nobody
      case .silent(let who): return .silent(who)
      case .port(let client):
        // The empty line comes first, and says that they begin.
        try client.follow("/events", with: follower) { _ in tell() }
        if !follower.isStopped { tell() }
        return .port
      case .owner(let owner): return follow(owner, with: follower, tell)
      }
    } catch {
      return .nobody
    }
  }

  private func follow(_ owner: Owner, with follower: EventFollower, _ tell: @Sendable () -> Void) -> Round {
    defer { if !follower.isStopped { tell() } }
    do throws(HTTPFailure) {
      try owner.client.follow(
        ControlAPI.prefix + "/events", silenceLimit: Owner.silenceLimit, with: follower
      ) { line in
        // Empty ones say that it lives.
        if !line.isEmpty { tell() }
      }
    } catch {
      return .owner(owner.facts.process, isSilent: error == .silence)
    }
    return .owner(owner.facts.process, isSilent: false)
  }
}
