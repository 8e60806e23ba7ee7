import CCurl
import CReadiness
import Glibc

/// libcurl's multi handle, driven by its sockets and its timer (curl_multi_socket_action(3)).
///
/// Its sockets stand in an epoll set that is readable when one of them is ready. Belongs to the event loop; no call
/// waits, and none but those to ``drive(_:)`` runs the callbacks of transfers.
final class CurlMulti {
  /// Why libcurl is driven.
  enum Occasion {
    /// A transfer is new, or the timer has gone off.
    case time
    /// Sockets are ready.
    case sockets
  }

  /// In how many milliseconds libcurl wants to be driven though no socket is ready, if it has said so since this was
  /// taken. Being driven earlier does no harm.
  private var newTimeout: Int?
  /// Readable when a socket is ready.
  let set: Int32
  private let raw: UnsafeMutableRawPointer
  private var ready = [CReadiness_event](repeating: CReadiness_event(), count: Int(CREADINESS_MOST))

  /// A handle without transfers.
  ///
  /// - Parameter connections: how many idle connections are kept.
  /// - Throws: ``FetcherError``.
  init(connections: Int) throws(FetcherError) {
    guard CCurl_globalInit() == CURLE_OK, let raw = curl_multi_init() else { throw .libcurl }
    set = CReadiness_makeSet()
    self.raw = raw
    guard set >= 0 else {
      curl_multi_cleanup(raw)
      throw .descriptor
    }
    _ = CCurl_setMultiLong(raw, CURLMOPT_MAXCONNECTS, connections)
    let context = Unmanaged.passUnretained(self).toOpaque()
    _ = CCurl_setSocketCallback(
      raw,
      { _, socket, what, context, _ in
        guard let context else { return 0 }
        Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
        return 0
      }, context)
    _ = CCurl_setTimerCallback(
      raw,
      { _, milliseconds, context in
        guard let context else { return 0 }
        Unmanaged<CurlMulti>.fromOpaque(context).takeUnretainedValue().newTimeout =
          milliseconds < 0 ? nil : milliseconds
        return 0
      }, context)
  }

  deinit {
    // The connections that are kept go with it, and would each tell of its socket once more.
    _ = CCurl_setSocketCallback(raw, nil, nil)
    _ = CCurl_setTimerCallback(raw, nil, nil)
    curl_multi_cleanup(raw)
    close(set)
  }

  /// Begins a transfer; drive it to have the request sent.
  func add(_ easy: EasyHandle) {
    curl_multi_add_handle(raw, easy.raw)
  }

  /// Ends a transfer, and its connection with it when it was under way.
  func remove(_ easy: EasyHandle) {
    curl_multi_remove_handle(raw, easy.raw)
  }

  /// Drives the transfers.
  ///
  /// - Returns: how many transfers are under way; `nil` when there was nothing to do.
  func drive(_ occasion: Occasion) -> Int? {
    var running: Int32 = 0
    switch occasion {
    case .time:
      curl_multi_socket_action(raw, CURL_SOCKET_TIMEOUT, 0, &running)
    case .sockets:
      let count = CReadiness_take(set, &ready)
      guard count > 0 else { return nil }
      for event in ready.prefix(Int(count)) {
        var what: Int32 = 0
        if event.isReadable { what |= CURL_CSELECT_IN }
        if event.isWritable { what |= CURL_CSELECT_OUT }
        if event.isBroken { what |= CURL_CSELECT_ERR }
        curl_multi_socket_action(raw, event.descriptor, what, &running)
      }
    }
    return Int(running)
  }

  /// The time libcurl has asked to be driven at since this was last called.
  func takeTimeout() -> Int? {
    defer { newTimeout = nil }
    return newTimeout
  }

  /// The next transfer that has ended, `nil` when there is none.
  func nextEnded() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
    var code = CURLE_OK
    return CCurl_nextDone(raw, &code).map { ($0, code) }
  }

  private func watch(_ socket: Int32, _ what: Int32) {
    let isRemoved = what == CURL_POLL_REMOVE
    // It fails for a socket that is closed already, and so out of the set.
    _ = CReadiness_watch(
      set, socket, !isRemoved && what & CURL_POLL_IN != 0 ? 1 : 0,
      !isRemoved && what & CURL_POLL_OUT != 0 ? 1 : 0)
  }
}
