import TrackKit

/// Tells that something has happened at the proxy, that it is there, and that it is gone, for as long as its task runs.
struct ProxyNews: Sendable {
  let client: HTTPClient

  /// How long to wait before asking again for events that have ended.
  private static let pause = Duration.seconds(1)

  /// Follows the events; asks again when the proxy was started again.
  ///
  /// - Parameter tell: called for each, when they begin, and when they have ended, on a thread that may not be held up.
  func run(_ tell: @escaping @Sendable () -> Void) async {
    let follower = EventFollower()
    while !Task.isCancelled {
      await withTaskCancellationHandler {
        await Task.offPool { [client] in
          do throws(HTTPFailure) {
            // The empty line comes first, and says that they begin.
            try client.follow("/events", with: follower) { _ in tell() }
            if !follower.isStopped { tell() }
          } catch {
            // Nobody is there, as the gauges have said.
          }
        }
      } onCancel: {
        follower.stop()
      }
      do { try await Task.sleep(for: Self.pause) } catch { return }
    }
  }
}
