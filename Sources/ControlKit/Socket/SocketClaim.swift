import Glibc

/// The control socket as its owner has it: claimed when it starts, given back when it ends.
public final class SocketClaim: Sendable {
  /// It can't be claimed; the sentence says why.
  public struct Refusal: Error, Sendable, Equatable {
    /// Why, without a full stop.
    public let sentence: String
  }

  /// How many connections may wait to be accepted; one more is refused at once, whatever the owner does.
  static let backlog: Int32 = 1024

  /// Where it is.
  public let place: ControlPlace
  /// The socket, bound and not listening yet.
  let descriptor: Int32
  private let lock: OwnerLock

  /// Claims the socket at `place`, in the place of one whose owner has died.
  ///
  /// - Throws: ``Refusal`` when another process has it, or when it is not safe.
  public init(_ place: ControlPlace) throws(Refusal) {
    self.place = place
    do throws(SocketFault) {
      try Self.prepare(place.folder)
    } catch {
      throw Refusal(sentence: "\(place.folder) can't be used: \(error.sentence)")
    }
    switch PlaceVerdict(place) {
    case .absent, .own: break
    case .foreign(let why), .open(let why): throw Refusal(sentence: why)
    }
    do throws(SocketFault) {
      lock = try OwnerLock(at: place)
    } catch {
      guard error.number == EWOULDBLOCK else {
        throw Refusal(sentence: "\(place.lock) can't be locked: \(error.sentence)")
      }
      if case .owned(let process) = ControlSocket.finding(at: place), process > 0 {
        throw Refusal(sentence: "the ytmpd-tui in process \(process) has it")
      }
      throw Refusal(sentence: "another ytmpd-tui has it")
    }
    // With the lock in our hand, whoever listens there is no ytmpd-tui.
    if case .owned(let process) = ControlSocket.finding(at: place) {
      lock.release()
      throw Refusal(sentence: "another program (process \(process)) listens at \(place.socket)")
    }
    do throws(SocketFault) {
      descriptor = try Self.bind(place)
    } catch {
      lock.release()
      throw Refusal(sentence: "\(place.socket) can't be made: \(error.sentence)")
    }
  }

  /// Takes the socket away, and lets another process have it. Once.
  func giveBack() {
    // Nobody can have put another one there: they would have had the lock.
    unlink(place.socket)
    lock.release()
  }

  /// Bound under another name and moved: nobody sees a socket that nobody listens on for longer than needed, and what is
  /// left of a dead owner goes in the same moment.
  private static func bind(_ place: ControlPlace) throws(SocketFault) -> Int32 {
    let draft = place.folder + "/.\(getpid()).sock"
    unlink(draft)
    let descriptor = try UnixSocket.bind(to: draft)
    guard listen(descriptor, backlog) == 0, rename(draft, place.socket) == 0 else {
      let code = errno
      close(descriptor)
      unlink(draft)
      throw SocketFault(code)
    }
    return descriptor
  }

  /// Makes the folder, for this user alone.
  private static func prepare(_ folder: String) throws(SocketFault) {
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o700) != 0, ![EEXIST, EROFS, EACCES].contains(errno) { throw SocketFault(errno) }
    }
    guard let facts = FileFacts(folder) else { throw SocketFault(errno) }
    if facts.kind == .folder, facts.isMine, facts.mode & 0o077 != 0, chmod(folder, 0o700) != 0 {
      throw SocketFault(errno)
    }
  }
}
