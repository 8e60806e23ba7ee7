import Glibc

/// A connection to where another one leads, to see whether MPD greets on it; for one thread.
final class SecondConnection {
  private let descriptor: Int32
  private(set) var state = PlayerSilence.Second.unanswered

  /// Begins to connect to the other end of `other`, a TCP socket.
  convenience init(besides other: Int32) {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(other, $0, &length) == 0 }
    }
    self.init(to: isKnown ? address : nil, length: length)
  }

  /// Begins to connect to a TCP port; looking the host up may take a while.
  convenience init(host: String, port: UInt16) {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    var address: sockaddr_storage?
    var length: socklen_t = 0
    if getaddrinfo(host, String(port), &hints, &found) == 0, let first = found?.pointee {
      var copy = sockaddr_storage()
      memcpy(&copy, first.ai_addr, Int(first.ai_addrlen))
      (address, length) = (copy, first.ai_addrlen)
    }
    if let found { freeaddrinfo(found) }
    self.init(to: address, length: length)
  }

  private init(to address: sockaddr_storage?, length: socklen_t) {
    let type = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
    descriptor = address.map { socket(Int32($0.ss_family), Int32(type), 0) } ?? -1
    guard descriptor >= 0, var address else { return }
    let code = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, length) }
    }
    if code == 0 { state = .taken } else { note(errno) }
  }

  /// Waits until there is nothing more to learn.
  ///
  /// - Parameter limit: how long that may take.
  func settle(within limit: Duration) {
    let end = ContinuousClock.now + limit
    while var entry = wanted, ContinuousClock.now < end {
      let left = MPDConnection.milliseconds(ContinuousClock.now.duration(to: end))
      if poll(&entry, 1, Int32(clamping: left)) > 0 { isReady() }
    }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// What to wait for; `nil` when there is nothing more to learn.
  var wanted: pollfd? {
    switch state {
    case .none, .refused, .greeted: nil
    case .unanswered: descriptor < 0 ? nil : pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    case .taken: pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    }
  }

  /// What was waited for has come.
  func isReady() {
    switch state {
    case .unanswered:
      var code: Int32 = 0
      var length = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &length)
      if code == 0 { state = .taken } else { note(code) }
    case .taken:
      var byte: UInt8 = 0
      state = recv(descriptor, &byte, 1, Int32(MSG_DONTWAIT)) > 0 ? .greeted : .refused
    case .none, .refused, .greeted: break
    }
  }

  private func note(_ code: Int32) {
    if code == ECONNREFUSED || code == ECONNRESET { state = .refused }
  }
}
