/// Why MPD did not do what it was asked.
public enum MPDError: Error, Sendable, Equatable {
  /// Nothing listens there.
  case refused(address: String)
  /// The socket does not exist.
  case socketMissing(path: String)
  /// The socket's permissions keep this user out.
  case accessDenied(address: String)
  /// The host name has no address.
  case unknownHost(address: String)
  /// No connection, for another reason of the system's.
  case unreachable(address: String, reason: String)
  /// Something listens there, but it does not greet as MPD does.
  case notMPD(address: String)
  /// The server lacks commands this program needs.
  case versionTooOld(MPDVersion)
  /// MPD does not know the password.
  case wrongPassword
  /// MPD wants a password, or its configuration forbids the command.
  case permission(command: String)
  /// The queue holds as many songs as MPD allows (ACK 51).
  case queueFull
  /// More songs than the queue has room for; nothing was changed.
  case tooManySongs(count: Int, room: Int)
  /// No output of MPD has a volume that can be set.
  case noMixer
  /// The command needs a song that plays or is held (ACK 55).
  case notPlaying(command: String)
  /// What the command names does not exist (ACK 50).
  case noSuchItem(command: String, text: String)
  /// MPD refused the command for another reason: the number and text of its ACK.
  case rejected(command: String, code: Int, text: String)
  /// MPD closed the connection.
  case closed
  /// No answer within the deadline.
  case timedOut(command: String, after: Duration)
  /// The answer is not MPD's protocol.
  case malformed(String)
  /// A value that can't be sent: it has a line break, or is too long.
  case invalidArgument(String)
  /// MPD was lost in the middle of a push and did not come back in time: at least so many songs had been added.
  case interruptedPush(added: Int, of: Int)
  /// MPD was lost in the middle of a push, and again, or refused, when it was tried once more; the songs that had
  /// come were taken out again.
  case pushRolledBack(reason: String)
}

extension MPDError: CustomStringConvertible {
  /// One sentence for the user, with the cure where there is one.
  public var description: String {
    switch self {
    case .refused(let address): "no MPD listens at \(address); start it, or correct mpd_socket_path"
    case .socketMissing(let path):
      "MPD's socket \(path) does not exist; start MPD, or correct mpd_socket_path"
    case .accessDenied(let address): "this user may not open MPD's socket \(address)"
    case .unknownHost(let address): "the host of \(address) is not known"
    case .unreachable(let address, let reason): "MPD at \(address) can't be reached: \(reason)"
    case .notMPD(let address): "what listens at \(address) is not MPD"
    case .versionTooOld(let version):
      "MPD's protocol \(version) is too old; \(MPDVersion.oldestSupported) or newer is needed"
    case .wrongPassword: "MPD refuses the password; correct it in MPD_HOST or mpd_socket_path"
    case .permission(let command):
      "MPD does not permit \"\(command)\" without a password that allows it; write password@host or "
        + "password@/path/to/socket into MPD_HOST or mpd_socket_path"
    case .queueFull: "MPD's queue is full"
    case .tooManySongs(let count, let room):
      "\(count) songs don't fit: MPD's queue has room for \(room) (max_playlist_length)"
    case .noMixer: "MPD has no volume control: none of its outputs has a mixer (mixer_type)"
    case .notPlaying: "no song is playing in MPD"
    case .noSuchItem(let command, let text): "MPD refused \"\(command)\": \(text)"
    case .rejected(let command, let code, let text): "MPD refused \"\(command)\": \(text) (ACK \(code))"
    case .closed: "MPD closed the connection"
    case .timedOut(let command, let deadline):
      "MPD did not answer \"\(command)\" within \(deadline.components.seconds) s"
    case .malformed(let text): "MPD's answer can't be understood: \(text)"
    case .invalidArgument(let text): "this can't be sent to MPD: \(text)"
    case .interruptedPush(let added, let count):
      added == 0
        ? "MPD was lost during the push and did not come back; look at its queue before pushing the "
          + "\(count) songs again"
        : "MPD was lost during the push and did not come back; \(added) of the \(count) songs had been added"
    case .pushRolledBack(let reason):
      "MPD was lost during the push; the songs that had come were taken out of its queue again (\(reason))"
    }
  }

  /// Whether the connection is of no more use.
  var endsConnection: Bool {
    switch self {
    case .wrongPassword, .permission, .queueFull, .tooManySongs, .noMixer, .notPlaying, .noSuchItem,
      .rejected,
      .interruptedPush, .pushRolledBack:
      false
    default: true
    }
  }

  /// Whether MPD is there but will not have this client: trying again is no news.
  var isRefusal: Bool {
    switch self {
    case .wrongPassword, .permission, .versionTooOld, .notMPD: true
    default: false
    }
  }

  /// Whether the connection was lost with songs of a push in the queue.
  var isInterruption: Bool {
    if case .interruptedPush = self { true } else { false }
  }

  /// Why there is no connection, when MPD was asked for at several places: what is in the way somewhere says more
  /// than that there is nothing anywhere.
  static func nowhere(_ errors: [MPDError], _ endpoints: [MPDAddress.Endpoint]) -> MPDError {
    if let obstacle = errors.first(where: { !$0.isAbsence }) { return obstacle }
    guard errors.count > 1 else { return errors.first ?? .closed }
    let names = endpoints.map(\.description)
    return .refused(address: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""))
  }

  /// Whether there is nothing at an address.
  var isAbsence: Bool {
    switch self {
    case .refused, .socketMissing: true
    default: false
    }
  }
}
