import FoundationEssentials
import Glibc
import ServiceLifecycle
import Synchronization
import TrackKit

/// The relay of a `serve` that runs already: its gauges are asked for, its events followed.
final class RemoteRelay: Service {
  /// The relay's process can't be asked.
  struct Gone: Error {}

  /// The port it listens on.
  let port: Int

  private let events: EventHub
  private var place: String { "\(client.host):\(port)" }

  private let client: HTTPClient
  private let follower = EventFollower()
  private let state = Mutex(State())

  private struct State {
    var isGone = false
    /// The last that was said of a stream's next try, which the gauges leave out.
    var tries: [UInt64: Try] = [:]
  }

  private struct Try {
    var limit: Int
    var at: Date
    var reason: String
  }

  /// How long to wait before asking again for events that have ended.
  private static let pause = Duration.seconds(1)

  /// The relay at `host` and `port`; what happens there is published to `events`.
  init(host: String, port: Int, events: EventHub) {
    client = HTTPClient(host: host, port: port, patience: .seconds(5))
    self.port = port
    self.events = events
  }

  /// Follows the events until shutdown begins; asks again when `serve` was started again.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      while !Task.isCancelled {
        await withTaskCancellationHandler {
          await Task.offPool { [self] in follow() }
        } onCancel: {
          follower.stop()
        }
        do { try await Task.sleep(for: Self.pause) } catch { return }
      }
    }
  }

  /// What the relay is doing.
  ///
  /// - Throws: ``Gone``.
  func status() async throws(Gone) -> ProxyStatus {
    let answer = await Task.offPool { [client] in Self.ask(client) }
    switch answer {
    case .success(var status):
      say(isGone: false)
      state.withLock { state in
        for index in status.streams.list.indices where status.streams.list[index].state == .retrying {
          guard let next = state.tries[status.streams.list[index].id] else { continue }
          status.streams.list[index].attemptLimit = next.limit
          status.streams.list[index].retryAt = next.at
          status.streams.list[index].reason = next.reason
        }
        let living = Set(status.streams.list.map(\.id))
        state.tries = state.tries.filter { living.contains($0.key) }
      }
      return status
    case .failure:
      say(isGone: true)
      throw Gone()
    }
  }

  private static func ask(_ client: HTTPClient) -> Result<ProxyStatus, HTTPFailure> {
    do throws(HTTPFailure) {
      let answer = try client.get("/status")
      do {
        return .success(try JSONDecoder().decode(ProxyStatus.self, from: Data(answer.body)))
      } catch {
        return .failure(.gibberish)
      }
    } catch {
      return .failure(error)
    }
  }

  private func say(isGone: Bool) {
    let isNews = state.withLock { state in
      defer { state.isGone = isGone }
      return state.isGone != isGone
    }
    guard isNews else { return }
    events.publish(
      isGone
        ? .notice(.error, "the proxy at \(place) is gone; start it again, or leave with q")
        : .notice(.info, "the proxy at \(place) is back"))
  }

  // MARK: - Events

  /// Blocks until the events end.
  private func follow() {
    var gap = EventGap()
    do throws(HTTPFailure) {
      try client.follow("/events", with: follower) { [self] line in
        // The empty line comes first, and says that they begin.
        guard !line.isEmpty else { return say(isGone: false) }
        do {
          let event = try JSONDecoder().decode(ProxyEvent.self, from: Data(line))
          let lost = gap.lost(before: event)
          if lost > 0 {
            events.publish(.notice(.warning, "\(Wording.count(lost, "event")) of the proxy came too fast"))
          }
          take(event)
        } catch {
          // A kind of event that another version has; all others are of use.
        }
      }
      if !follower.isStopped { say(isGone: true) }
    } catch {
      // What answers without having events may be another version; its gauges are shown.
      if error == .nobody { say(isGone: true) }
    }
  }

  private func take(_ event: ProxyEvent) {
    switch event.kind {
    case .streamRetrying(let stream, _, let limit, let delay, _, let reason):
      let next = Try(limit: limit, at: event.date + delay / .seconds(1), reason: reason)
      state.withLock { $0.tries[stream.id] = next }
    // This program has its own link to the player, which says the same.
    case .mpdConnected, .mpdLost: return
    default: break
    }
    events.publish(event.kind)
  }
}
