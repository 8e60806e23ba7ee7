import TrackKit

/// Tells that something has happened at the proxy, for as long as its task runs.
struct ProxyNews: Sendable {
  let client: HTTPClient

  /// How long to wait before asking again for events that have ended.
  private static let pause = Duration.seconds(1)

  /// Follows the events; asks again when the proxy was started again.
  ///
  /// - Parameter tell: called for each, on a thread that may not be held up.
  func run(_ tell: @escaping @Sendable () -> Void) async {
    let follower = EventFollower()
    while !Task.isCancelled {
      await withTaskCancellationHandler {
        await Task.offPool { [client] in
          do throws(HTTPFailure) {
            try client.follow("/events", with: follower) { line in if !line.isEmpty { tell() } }
          } catch {
            // Nobody is there: the gauges say so.
          }
        }
      } onCancel: {
        follower.stop()
      }
      do { try await Task.sleep(for: Self.pause) } catch { return }
    }
  }
}
