import CCurl
import Synchronization

/// Asks a relay for a track as a player would, and leaves after the first byte.
enum TrackProbe {
  /// The relay holds its answer back while there is hope.
  static let patience = Duration.seconds(60)

  /// Whether the relay at `client` has audio for the track whose path is `path`. Cancelling the task ends it at once.
  static func succeeds(_ client: HTTPClient, path: String) async -> Bool {
    let follower = EventFollower()
    return await withTaskCancellationHandler {
      await withTaskGroup(of: Bool?.self) { group in
        group.addTask { await Task.offPool { hasAudio(client, path: path, until: follower) } }
        group.addTask {
          do { try await Task.sleep(for: patience) } catch { return nil }
          follower.stop()
          return nil
        }
        defer { group.cancelAll() }
        while let result = await group.next() {
          if let result { return result }
        }
        return false
      }
    } onCancel: {
      follower.stop()
    }
  }

  private static func hasAudio(_ client: HTTPClient, path: String, until follower: EventFollower) -> Bool {
    let hasByte = Mutex(false)
    do throws(HTTPFailure) {
      let request = try HTTPRequest(to: client, path: path) { bytes in
        hasByte.withLock { $0 = !bytes.isEmpty }
        return bytes.isEmpty
      }
      _ = try follower.drive(request) { () throws(HTTPFailure) in }
      return request.status == 200 && hasByte.withLock { $0 }
    } catch {
      return false
    }
  }
}
