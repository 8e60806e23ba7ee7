import CCurl
import Synchronization

/// Drives a transfer that may last for days, until it ends or is ended; the latter from any thread.
final class EventFollower: Sendable {
  /// A sleep of libcurl's. Of the calls that take its handle, the one that wakes may come from any thread.
  private struct Sleep: @unchecked Sendable {
    let multi: UnsafeMutableRawPointer

    func wake() { curl_multi_wakeup(multi) }
  }

  private struct State {
    /// What the driving thread sleeps in, while it drives.
    var sleep: Sleep?
    var isStopped = false
  }

  /// libcurl sleeps as long as nothing happens; it wants a number though.
  private static let longSleep: Int32 = 3_600_000

  private let state = Mutex(State())

  /// Whether nothing more is wanted.
  var isStopped: Bool { state.withLock { $0.isStopped } }

  /// Ends the transfer under way, and all to come.
  func stop() {
    state.withLock { state in
      state.isStopped = true
      state.sleep?.wake()
    }
  }

  /// Drives `request` on the calling thread.
  ///
  /// - Parameters:
  ///   - silenceLimit: how long nothing may come, `nil` for any time.
  ///   - onProgress: called whenever something may have come.
  /// - Returns: how the transfer ended; `nil` when it was stopped.
  /// - Throws: what `onProgress` throws; ``HTTPFailure/system(_:)``; ``HTTPFailure/silence`` when nothing came for too long.
  func drive(
    _ request: HTTPRequest, silenceLimit: Duration? = nil, onProgress: () throws(HTTPFailure) -> Void
  ) throws(HTTPFailure) -> CURLcode? {
    guard let multi = curl_multi_init() else { throw HTTPFailure(CURLE_FAILED_INIT, errorNumber: 0) }
    defer { curl_multi_cleanup(multi) }
    guard curl_multi_add_handle(multi, request.handle) == CURLM_OK else {
      throw HTTPFailure(CURLE_FAILED_INIT, errorNumber: 0)
    }
    defer { curl_multi_remove_handle(multi, request.handle) }
    let sleep = Sleep(multi: multi)
    state.withLock { $0.sleep = sleep }
    // Nobody wakes what is about to go.
    defer { state.withLock { $0.sleep = nil } }
    while !isStopped {
      var running: Int32 = 0
      guard curl_multi_perform(multi, &running) == CURLM_OK else {
        throw HTTPFailure(CURLE_FAILED_INIT, errorNumber: 0)
      }
      try onProgress()
      var result = CURLE_OK
      if running == 0, CCurl_nextDone(multi, &result) != nil { return result }
      var sleep = Self.longSleep
      if let silenceLimit {
        let left = silenceLimit - request.heardAt.duration(to: .now)
        guard left > .zero else { throw .silence }
        sleep = Int32(left / .milliseconds(1)) + 1
      }
      // One wake-up that came since the question above ends the sleep at once.
      curl_multi_poll(multi, nil, 0, sleep, nil)
    }
    return nil
  }
}
