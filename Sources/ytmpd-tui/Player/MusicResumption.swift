import FoundationEssentials
import MPDKit
import ServiceLifecycle
import Synchronization
import TrackKit

/// Lets music that the program stopped go on, once what stopped it has passed.
final class MusicResumption: Service {
  /// What it needs of the rest of the program.
  struct Dependencies: Sendable {
    /// Commands the player.
    var client: MPDClient
    /// Whether the player has the track in its queue.
    var isQueued: @Sendable (VideoID) -> Bool
    /// Whether a listener would get the track now.
    var canPlay: @Sendable (VideoID) async -> Bool
    /// How long yt-dlp must pause; `nil` when it may run.
    var refusedFor: @Sendable () -> Duration?
    /// Has the player read again.
    var refresh: @Sendable () -> Void
  }

  private enum Input: Sendable {
    case stopped(Interruption)
    case player(MPDSnapshot)
    /// A stream of the player's did something.
    case stream(Date)
    /// Something happened that shows, or may mean, that the cause has passed.
    case hope
    /// The pause before a look is over; the number tells which.
    case due(Int)
    /// A look has ended.
    case looked(Bool)
  }

  /// The shortest time between two looks, however much hope there is.
  private static let shortestPause = Duration.seconds(2)

  private let dependencies: Dependencies
  private let hub: EventHub
  private let events: AsyncStream<ProxyEvent>
  private let inputs: AsyncStream<Input>
  private let inbox: AsyncStream<Input>.Continuation
  /// Whether something may be stopped; while nothing is, no event wakes anybody.
  private let mayBeStopped: Held

  /// A word that is shared. From any thread.
  private final class Held: Sendable { let value = Mutex(false) }

  /// A service that does nothing before ``run()``.
  init(_ dependencies: Dependencies, events: EventHub) {
    self.dependencies = dependencies
    hub = events
    let mayBeStopped = Held()
    self.mayBeStopped = mayBeStopped
    self.events = events.subscribe { kind in
      switch kind {
      case .streamAdmitted, .streamRetrying, .streamLost, .networkChanged, .breakerClosed, .refreshSucceeded,
        .streamStarted, .streamResumed:
        mayBeStopped.value.withLock { $0 }
      default: false
      }
    }
    (inputs, inbox) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(256))
  }

  /// The program has stopped the player. From any thread.
  func note(_ interruption: Interruption) {
    mayBeStopped.value.withLock { $0 = true }
    inbox.yield(.stopped(interruption))
  }

  /// What the player looks like now. From any thread.
  func note(_ snapshot: MPDSnapshot) { inbox.yield(.player(snapshot)) }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      await withDiscardingTaskGroup { group in
        group.addTask { await self.followEvents() }
        await work { job in group.addTask { await job() } }
        group.cancelAll()
      }
    }
  }

  private func followEvents() async {
    for await event in events {
      switch event.kind {
      case .streamAdmitted(let stream), .streamRetrying(let stream, _, _, _, _, _),
        .streamLost(let stream, _, _, _, _):
        guard stream.client.isMPD, dependencies.isQueued(stream.track.id) else { continue }
        inbox.yield(.stream(event.date))
      case .networkChanged, .breakerClosed, .refreshSucceeded, .streamStarted, .streamResumed:
        inbox.yield(.hope)
      default: break
      }
    }
  }

  /// - Parameter start: starts work that may take long.
  private func work(start: (@escaping @Sendable () async -> Void) -> Void) async {
    var current: Interruption?
    var isLooking = false
    var lastLook: ContinuousClock.Instant?
    var lastResumption: (at: ContinuousClock.Instant, tries: Int)?
    var timer = 0

    func setTimer(_ pause: Duration) {
      timer += 1
      start { [inbox, timer] in
        do { try await Task.sleep(for: pause) } catch { return }
        inbox.yield(.due(timer))
      }
    }

    for await input in inputs {
      defer { mayBeStopped.value.withLock { $0 = current != nil } }
      switch input {
      case .stopped(var interruption):
        if let last = lastResumption, last.at + Interruption.relapseTime > interruption.stoppedAt {
          interruption.continueLooks(after: last.tries)
        }
        current = interruption
        // How the program left it.
        dependencies.refresh()
        setTimer(interruption.pause(refusedFor: dependencies.refusedFor()))
      case .player(let snapshot):
        if current?.isUntouched(in: snapshot) == false { current = nil }
      case .stream(let date):
        if current?.isUntouched(byStreamOn: date) == false { current = nil }
      case .hope:
        guard current != nil, !isLooking, lastLook.map({ $0 + Self.shortestPause <= .now }) ?? true else {
          continue
        }
        setTimer(Self.shortestPause)
      case .due(let number):
        guard number == timer, !isLooking, let interruption = current else { continue }
        if let pause = dependencies.refusedFor() {
          setTimer(max(pause + .seconds(1), interruption.pause(refusedFor: pause)))
          continue
        }
        isLooking = true
        lastLook = .now
        start { [dependencies, inbox] in
          inbox.yield(.looked(await dependencies.canPlay(interruption.track.id)))
        }
      case .looked(let canPlay):
        isLooking = false
        guard var interruption = current else { continue }
        if interruption.isOver(at: .now) {
          current = nil
        } else if canPlay {
          current = nil
          lastResumption = (.now, interruption.tries + 1)
          await resume(interruption)
        } else {
          interruption.lookedInVain()
          current = interruption
          setTimer(interruption.pause(refusedFor: dependencies.refusedFor()))
        }
      }
    }
  }

  /// Has the song go on, if the player is still as the program left it.
  private func resume(_ interruption: Interruption) async {
    let client = dependencies.client
    do throws(MPDError) {
      var interruption = interruption
      let (status, queue) = (try await client.status(), try await client.queue())
      guard interruption.isUntouched(in: MPDSnapshot(status: status, song: nil, queue: queue)) else { return }
      hub.publish(
        .notice(.info, "\(interruption.track.name) can be played again, so MPD goes on"))
      if interruption.isHeld {
        try await client.pause(false)
      } else {
        try await client.play(interruption.song)
      }
    } catch {
      hub.publish(.mpdFailed(reason: "MPD can't go on after lost songs: \(error.description)"))
    }
  }
}
