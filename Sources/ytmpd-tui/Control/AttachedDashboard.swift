import ConfigurationKit
import ControlKit
import DashboardKit
import Dispatch
import FoundationEssentials
import Glibc
import ProxyKit
import ServiceLifecycle
import Synchronization
import TerminalKit
import TrackKit

/// A dashboard over the process that owns the library: that one does everything, and this one shows it. It lives on when
/// the owner goes, and takes up with the next one.
final class AttachedDashboard: DashboardHands {
  private struct State {
    /// Who is there, and under which number it knows this dashboard.
    var link: (owner: Owner, number: UInt64)?
    var player: PlayerSnapshot?
    var works: Set<WorkProgress.ID> = []
    var isGone = false
    /// Whether the gauges have been asked for.
    var isAsking = false
    var lastEvent: UInt64 = 0
    var ownEvents: UInt64 = 0
    var instance = ""
  }

  /// How long to wait before looking again for an owner.
  private static let pause = Duration.seconds(1)
  /// How long what the person wants waits for the first word of the owner.
  private static let firstPatience = Duration.seconds(3)

  private let settings: Settings
  private let look: LookReload
  private let inbox: Inbox
  private let follower = EventFollower()
  private let state = Mutex(State())
  /// Effects go out in the order in which they came.
  private let effects = DispatchQueue(label: "ytmpd-tui.dashboard.effects")
  private let first: Owner

  /// A dashboard over `owner`.
  ///
  /// - Parameters:
  ///   - inbox: the messages for the screen.
  ///   - reload: reads the settings again.
  init(
    _ owner: Owner, settings: Settings, inbox: Inbox, reload: @escaping @Sendable () throws -> Settings
  ) {
    first = owner
    look = LookReload(settings, inbox: inbox, read: reload)
    self.settings = settings
    self.inbox = inbox
  }

  func willGoDown(_ manner: ProxyService.Manner) {}

  func hurry() {}

  // MARK: What the person wants

  func perform(_ effect: Effect) {
    switch effect {
    // What the screen's machine, terminal and person are asked for.
    case .exportEvents(let lines): export(lines)
    case .run(let words):
      DispatchQueue.global().async { [inbox] in
        if let problem = OwnProgram.run(words) { inbox.post(.toast(.error, problem)) }
      }
    case .readStatus:
      // One question at a time: an owner that is stopped would have hundreds to answer.
      let isFirst = state.withLock { state in
        defer { state.isAsking = true }
        return !state.isAsking
      }
      guard isFirst else { return }
      effects.async { [self] in
        send(effect)
        state.withLock { $0.isAsking = false }
      }
    default: effects.async { [self] in send(effect) }
    }
  }

  private func send(_ effect: Effect) {
    guard let link = link() else {
      // These come by themselves when it is back.
      if ![.readStatus, .loadTracks, .loadPlaylists].contains(effect) {
        inbox.post(.toast(.error, "Not done: the ytmpd-tui that serves is gone"))
      }
      return
    }
    do {
      let content = try WireJSON.bytes([effect])
      let answer = try link.owner.client.post(
        ControlAPI.prefix + "/dashboards/\(link.number)/effects", content)
      guard answer.status != 200 else { return }
      let problem = try? WireJSON.value(ControlProblem.self, from: answer.body)
      inbox.post(
        .toast(.error, "Not done: \(problem?.error ?? "the ytmpd-tui that serves is another version")"))
    } catch {
      if effect != .readStatus {
        inbox.post(.toast(.error, "Not done: the ytmpd-tui that serves does not answer"))
      }
    }
  }

  /// The owner; waits a moment for the first one.
  private func link() -> (owner: Owner, number: UInt64)? {
    let deadline = ContinuousClock.now + Self.firstPatience
    while true {
      let (link, isGone) = state.withLock { ($0.link, $0.isGone) }
      if link != nil || isGone || ContinuousClock.now >= deadline { return link }
      usleep(20_000)
    }
  }

  private func export(_ lines: [String]) {
    do throws(EventExport.Failure) {
      let path = try EventExport.write(lines, in: settings.directories.state)
      inbox.post(.toast(.info, "Wrote \(Wording.count(lines.count, "line")) to \(path)"))
    } catch {
      inbox.post(.toast(.error, error.description))
    }
  }

  // MARK: What the owner says

  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      var owner: Owner? = first
      while !Task.isCancelled {
        if let owner {
          await withTaskCancellationHandler {
            await Task.offPool { [self] in follow(owner) }
          } onCancel: {
            follower.stop()
          }
        }
        do { try await Task.sleep(for: Self.pause) } catch { return }
        owner = await look()
      }
    }
  }

  private func look() async -> Owner? {
    switch await Task.offPool({ [settings] in Owner.find(settings) }) {
    case .found(let owner): return owner
    case .nobody: say(loss: "the proxy at \(first.place) is gone; start it again, or leave with q")
    case .silent(let who): say(loss: who)
    case .unusable(let why): say(loss: why)
    }
    return nil
  }

  /// Blocks until the messages end.
  private func follow(_ owner: Owner) {
    do throws(HTTPFailure) {
      try owner.client.follow(
        ControlAPI.prefix + "/dashboards", content: [], lineLimit: 256 << 20,
        silenceLimit: Owner.silenceLimit,
        with: follower
      ) { line in
        guard !line.isEmpty else { return }
        do {
          if state.withLock({ $0.link == nil }) {
            begin(owner, try WireJSON.value(DashboardOpening.self, from: line).dashboard)
          } else {
            take(try WireJSON.value(RemoteMessage.self, from: line))
          }
        } catch {
          // A kind of message that another version has; all others are of use.
        }
      }
    } catch {
      if error == .silence {
        end()
        return say(loss: Owner.silence(owner.facts.process))
      }
    }
    end()
    if !follower.isStopped {
      say(loss: "the proxy at \(owner.place) is gone; start it again, or leave with q")
    }
  }

  private func begin(_ owner: Owner, _ number: UInt64) {
    let isBack = state.withLock { state in
      state.link = (owner, number)
      if state.instance != owner.facts.instance {
        (state.instance, state.lastEvent) = (owner.facts.instance, 0)
      }
      defer { state.isGone = false }
      return state.isGone
    }
    if isBack {
      say(.info, "the proxy at \(owner.place) is back")
      // Those of the machine come when it has looked at yt-dlp, which may take a while.
      inbox.post(.problems([]))
    }
    // What was asked for before it was there is asked for now.
    for effect in [Effect.loadTracks, .loadPlaylists, .readStatus] { perform(effect) }
    if let problem = owner.versionProblem("this dashboard") { say(.warning, problem) }
  }

  private func take(_ message: RemoteMessage) {
    switch message {
    case .player(let player): state.withLock { $0.player = player }
    case .progress(let progress): state.withLock { _ = $0.works.insert(progress.id) }
    case .workEnded(let id): state.withLock { _ = $0.works.remove(id) }
    case .events(let events, let tracks):
      // After silence the same owner tells again what it has told.
      let new = state.withLock { state in
        let new = events.filter { $0.sequence > state.lastEvent }
        state.lastEvent = max(state.lastEvent, new.last?.sequence ?? 0)
        return new
      }
      if !new.isEmpty || !tracks.isEmpty { inbox.post(.events(new, tracks: tracks)) }
      return
    case .settingsChanged: return look.request()
    default: break
    }
    inbox.post(message.message)
  }

  private func end() {
    let works = state.withLock { state in
      state.link = nil
      defer { state.works = [] }
      return state.works
    }
    for work in works { inbox.post(.workEnded(work)) }
  }

  // MARK: Words

  /// Says once that the owner is not there: gauges stay as they were, and the player is not known.
  private func say(loss sentence: String) {
    let (isNews, player) = state.withLock { state in
      defer { state.isGone = true }
      return (!state.isGone, state.player)
    }
    guard isNews else { return }
    say(.error, sentence)
    var shown = player ?? PlayerSnapshot(takenAt: Date())
    shown.connected = false
    shown.problem = sentence
    inbox.post(.player(shown))
    inbox.post(
      .problems([PartProblem(part: "serve", problem: sentence, cure: "`ytmpd-tui serve` starts it again")]))
  }

  private func say(_ severity: ProxyEvent.Severity, _ sentence: String) {
    inbox.post(.toast(severity, sentence))
    let number = state.withLock { state in
      state.ownEvents += 1
      return state.ownEvents
    }
    inbox.post(.events([ProxyEvent(sequence: number, date: Date(), kind: .notice(severity, sentence))]))
  }
}
