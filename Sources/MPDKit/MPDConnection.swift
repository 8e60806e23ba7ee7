import CMPDClient
import Glibc

/// One connection to MPD, for one thread at a time.
///
/// libmpdclient connects, quotes commands and parses the lines of answers. The lines are read here: libmpdclient
/// ends a connection at a line above 4 KiB, and one song with a long title would be enough for that.
///
/// After an error that ends the connection ``isBroken`` is true and every further command fails; the owner
/// lets go of it and opens another, or has it opened again with ``reopen()``.
final class MPDConnection {
  /// Told of the socket when one is opened, and `nil` before it is closed; says whether it may be used.
  typealias Opening = (Int32?) -> Bool

  let address: MPDAddress
  /// What the server greeted with.
  private(set) var version: MPDVersion
  /// Which of the address's endpoints answered.
  private(set) var endpoint: MPDAddress.Endpoint
  private(set) var isBroken = false
  /// The partition that it lives in.
  private(set) var home: String
  /// Where a connection that is opened again has to be, if not at home.
  var partition: String?
  /// How much of the queue is asked for at once; what is learnt of it outlives the connection.
  var pages: QueuePages
  private var handle: OpaquePointer
  private let parser: OpaquePointer
  private var input = LineBuffer()
  private var buffer = [UInt8](repeating: 0, count: 16_384)
  private var deadline: Duration
  private let onOpen: Opening

  /// Connects, checks the version and sends the password.
  ///
  /// - Parameters:
  ///   - deadline: how long each step may take.
  ///   - pages: what a connection before this one has learnt.
  ///   - home: the partition to live in; the default one if that is gone.
  /// - Throws: the error of the first endpoint when nothing listens at any of them.
  init(
    to address: MPDAddress, deadline: Duration, pages: QueuePages = QueuePages(),
    home: String = MPDConnection.defaultPartition,
    onOpen: @escaping Opening = { _ in true }
  ) throws(MPDError) {
    guard let parser = mpd_parser_new() else {
      throw .unreachable(address: address.description, reason: "out of memory")
    }
    do throws(MPDError) {
      (handle, endpoint) = try Self.open(address, deadline: deadline)
    } catch {
      mpd_parser_free(parser)
      throw error
    }
    self.address = address
    self.parser = parser
    self.deadline = deadline
    self.pages = pages
    self.home = home
    self.onOpen = onOpen
    version = Self.version(of: handle)
    // Now that everything is set, a failure runs `deinit`, which frees the handle.
    guard onOpen(descriptor) else { throw .closed }
    try begin()
  }

  deinit {
    _ = onOpen(nil)
    mpd_connection_free(handle)
    mpd_parser_free(parser)
  }

  /// Connects again, after MPD hung up.
  ///
  /// - Throws: what keeps it from that; the connection stays broken then.
  func reopen() throws(MPDError) {
    isBroken = true
    let (handle, endpoint) = try Self.open(address, deadline: deadline)
    // Forgotten before it is closed: the number may soon be another file's.
    let isWanted = onOpen(mpd_connection_get_fd(handle))
    mpd_connection_free(self.handle)
    (self.handle, self.endpoint) = (handle, endpoint)
    guard isWanted else { throw .closed }
    version = Self.version(of: handle)
    input = LineBuffer()
    isBroken = false
    do throws(MPDError) {
      try begin()
    } catch {
      isBroken = true
      throw error
    }
  }

  private func begin() throws(MPDError) {
    guard version >= MPDVersion.oldestSupported else { throw .versionTooOld(version) }
    if case .tcp = endpoint { TCPLiveness.apply(to: descriptor) }
    if let password = address.password {
      try Self.check(argument: password, named: "the password")
      try run("password", password)
    }
    if let partition { return try run("partition", partition) }
    guard home != Self.defaultPartition else { return }
    do throws(MPDError) {
      try run("partition", home)
    } catch {
      guard case .noSuchItem = error else { throw error }
      home = Self.defaultPartition
    }
  }

  /// Lives in another partition from now on.
  ///
  /// - Throws: `MPDError.noSuchItem` when there is no such partition.
  func move(to partition: String) throws(MPDError) {
    try Self.check(argument: partition, named: "the partition's name")
    try run("partition", partition)
    home = partition
  }

  /// The socket.
  var descriptor: Int32 { mpd_connection_get_fd(handle) }

  /// Whether the server hung up, as it does with a client that is silent for a minute.
  var isStale: Bool {
    if isBroken || !input.isEmpty { return true }
    var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&entry, 1, 0) != 0
  }

  /// Takes the connection for dead: what was asked last may be answered yet, and nobody waits for it.
  func giveUp() { isBroken = true }

  /// How long the next commands may wait for each piece of their answers.
  func setDeadline(_ deadline: Duration) { self.deadline = deadline }
}

// MARK: - Commands and answers

extension MPDConnection {
  /// Puts a command where ``receive(_:_:)`` will send it from, or sends what is there already when it has grown.
  ///
  /// - Parameter arguments: at most `CMPDCLIENT_ARGUMENTS`.
  func send(_ command: String, _ arguments: String...) throws(MPDError) {
    try send(command, arguments)
  }

  func send(_ command: String, _ arguments: [String]) throws(MPDError) {
    guard !isBroken else { throw .closed }
    let async = mpd_connection_get_async(handle)
    while !Self.withPointers(arguments, { cmpdclient_send(async, command, $0) }) {
      guard mpd_async_get_error(async) == MPD_ERROR_SUCCESS else { throw outputFailure(of: command) }
      try write(command)
    }
  }

  /// Sends what was put there.
  func flush(_ command: String) throws(MPDError) {
    guard !isBroken else { throw .closed }
    while cmpdclient_has_output(mpd_connection_get_async(handle)) { try write(command) }
  }

  /// Carries a command out that answers with nothing but its success.
  func run(_ command: String, _ arguments: String...) throws(MPDError) {
    try send(command, arguments)
    try receive(command)
  }

  /// Reads one answer: to the next `OK`, or `list_OK`.
  ///
  /// - Parameters:
  ///   - command: what to name in an error.
  ///   - body: given each pair, which is valid during the call.
  func receive(_ command: String, _ body: (UnsafePointer<mpd_pair>) -> Void = { _ in }) throws(MPDError) {
    guard !isBroken else { throw .closed }
    try flush(command)
    while true {
      var line = try nextLine(command)
      line.append(0)
      let result = line.withUnsafeMutableBytes { bytes in
        let text = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
        let result = mpd_parser_feed(parser, text)
        if result == MPD_PARSER_PAIR {
          var pair = mpd_pair(name: mpd_parser_get_name(parser), value: mpd_parser_get_value(parser))
          body(&pair)
        }
        return result == MPD_PARSER_ERROR ? .failure(refusal(of: command)) : Result.success(result)
      }
      switch result {
      case .failure(let refusal): throw refusal
      case .success(MPD_PARSER_SUCCESS): return
      // A line that is no pair, perhaps the rest of a title with a line break, is no reason to give up the answer.
      case .success: continue
      }
    }
  }

  /// The values of the pairs of that name in a command's answer.
  func values(_ name: String, of command: String, _ arguments: String...) throws(MPDError) -> [String] {
    try send(command, arguments)
    var values: [String] = []
    try receive(command) { if $0.isNamed(name) { values.append(String(cString: $0.pointee.value)) } }
    return values
  }

  /// - Parameter discrete: whether the answers are read one by one.
  func beginList(discrete: Bool = false) throws(MPDError) {
    try send(discrete ? "command_list_ok_begin" : "command_list_begin")
  }

  /// Reads the answers of a list that are not to be read one by one.
  ///
  /// - Parameters:
  ///   - command: what to name in an error.
  ///   - body: given each pair.
  func endList(
    _ command: String, _ body: (UnsafePointer<mpd_pair>) -> Void = { _ in }
  ) throws(MPDError) {
    try send("command_list_end")
    try receive(command, body)
  }

  private func nextLine(_ command: String) throws(MPDError) -> [UInt8] {
    while true {
      if let line = input.next() { return line }
      try wait(for: POLLIN, command)
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        input.append(buffer[..<count])
      } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
        isBroken = true
        throw .closed
      }
    }
  }

  private func write(_ command: String) throws(MPDError) {
    try wait(for: POLLOUT, command)
    let async = mpd_connection_get_async(handle)
    guard cmpdclient_write(async) else { throw outputFailure(of: command) }
  }

  /// Waits until the socket can be read or written, for the deadline at most; for ``parting`` once its task is cancelled.
  private func wait(for event: Int32, _ command: String) throws(MPDError) {
    var end = ContinuousClock.now + deadline
    var isCancelled = false
    while true {
      if !isCancelled, Task.isCancelled {
        isCancelled = true
        end = min(end, .now + Self.parting)
      }
      var entry = pollfd(fd: descriptor, events: Int16(event), revents: 0)
      let left = min(max(.zero, ContinuousClock.now.duration(to: end)), Self.cancellationInterval)
      let count = poll(&entry, 1, Int32(clamping: Self.milliseconds(left)))
      if count > 0 { return }
      if count < 0, errno == EINTR { continue }
      if count == 0, ContinuousClock.now < end { continue }
      isBroken = true
      if count < 0 || isCancelled { throw .closed }
      throw .timedOut(command: command, after: deadline)
    }
  }

  /// How long a command whose task is cancelled waits for each piece of MPD's answer. MPD gives most answers at once, and
  /// some only when a song's first bytes have come, which may be never; what is making progress goes on to its end.
  static let parting = Duration.seconds(1)
  /// How often a wait looks whether its task is cancelled.
  private static let cancellationInterval = Duration.milliseconds(250)
}

extension UnsafePointer<mpd_pair> {
  /// Whether that is its name.
  func isNamed(_ name: String) -> Bool { strcmp(pointee.name, name) == 0 }
}

// MARK: - Errors

extension MPDConnection {
  /// The server's refusal, which the parser holds, put into words.
  private func refusal(of command: String) -> MPDError {
    let number = mpd_parser_get_server_error(parser)
    let text = mpd_parser_get_message(parser).map { String(cString: $0) } ?? "no reason given"
    return switch number {
    case MPD_SERVER_ERROR_PASSWORD: .wrongPassword
    case MPD_SERVER_ERROR_PERMISSION: .permission(command: command)
    case MPD_SERVER_ERROR_PLAYLIST_MAX: .queueFull
    case MPD_SERVER_ERROR_NO_EXIST: .noSuchItem(command: command, text: text)
    case MPD_SERVER_ERROR_PLAYER_SYNC: .notPlaying(command: command)
    default: .rejected(command: command, code: Int(number.rawValue), text: text)
    }
  }

  /// Why nothing more can be sent.
  private func outputFailure(of command: String) -> MPDError {
    isBroken = true
    let async = mpd_connection_get_async(handle)
    guard mpd_async_get_error(async) == MPD_ERROR_ARGUMENT else { return .closed }
    return .invalidArgument(mpd_async_get_error_message(async).map { String(cString: $0) } ?? command)
  }
}
