import Glibc

extension MPDConnection {
  /// Asks MPD for a sign of life.
  ///
  /// A TCP connection may be dead, or the network away, where MPD itself would answer: from half the time on a second
  /// connection is tried as well.
  ///
  /// - Parameter limit: how long it may take.
  /// - Returns: what is known of MPD's silence; `nil` when it has answered.
  /// - Throws: when the connection has ended. After a silence it is broken: the answer may come yet.
  func silence(within limit: Duration) throws(MPDError) -> PlayerSilence? {
    setDeadline(limit)
    try send("ping")
    try flush("ping")
    let start = ContinuousClock.now
    var silence = PlayerSilence(isLocal: endpoint.isLocalSocket)
    var second: SecondConnection?
    while true {
      if second == nil, !silence.isLocal, start.duration(to: .now) >= limit / 2 {
        second = SecondConnection(besides: descriptor)
      }
      let end = start + (second == nil && !silence.isLocal ? limit / 2 : limit)
      let left = ContinuousClock.now.duration(to: end)
      guard left > .zero else {
        if second == nil, !silence.isLocal { continue }
        break
      }
      var entries = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
      if let wanted = second?.wanted { entries.append(wanted) }
      let count = poll(&entries, nfds_t(entries.count), Int32(clamping: Self.milliseconds(left)))
      guard count > 0 else { continue }
      if entries[0].revents != 0 {
        try receive("ping")
        return nil
      }
      second?.isReady()
      if second?.state == .greeted { break }
    }
    silence.second = second?.state ?? .none
    silence.isAcknowledged = !Self.hasUnacknowledged(descriptor)
    giveUp()
    return silence
  }

  /// Whether something that was sent has not reached the other end's system (`SIOCOUTQ`, tcp(7)).
  static func hasUnacknowledged(_ descriptor: Int32) -> Bool {
    var count: Int32 = 0
    return ioctl(descriptor, UInt(TIOCOUTQ), &count) == 0 && count > 0
  }
}

extension MPDAddress.Endpoint {
  /// Whether it is a Unix socket, on which nothing gets lost.
  var isLocalSocket: Bool {
    switch self {
    case .socket, .abstractSocket: true
    case .tcp: false
    }
  }
}

extension MPDAddress.Endpoint {
  /// Whether there may be something to connect to.
  fileprivate var isThere: Bool {
    guard case .socket(let path) = self else { return true }
    return access(path, F_OK) == 0
  }
}

extension MPDClient {
  /// Whether MPD is there but does not answer: some client's command is being held up.
  ///
  /// - Parameter limit: how long an answer may take.
  func isBlocked(within limit: Duration) -> Bool {
    do throws(MPDError) {
      let silence = try perform(within: limit) { connection throws(MPDError) in
        try connection.silence(within: limit)
      }
      return silence?.isBlocked ?? false
    } catch {
      // Without a connection it is the greeting that did not come, or MPD can't be reached.
      guard case .timedOut = error else { return false }
      guard let endpoint = connectedEndpoint ?? address.candidates.first(where: \.isThere) else {
        return false
      }
      guard case .tcp(let host, let port) = endpoint else { return true }
      let second = SecondConnection(host: host, port: port)
      second.settle(within: limit / 2)
      return PlayerSilence(second: second.state).isBlocked
    }
  }
}
