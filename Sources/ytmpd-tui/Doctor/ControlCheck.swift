import ControlKit

/// Judges the control socket, by which other processes reach the owner of the library.
enum ControlCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// Where it is.
    var place: ControlPlace
    /// Who is there.
    var occupant: Occupant
  }

  /// Who is at the socket.
  enum Occupant: Sendable, Equatable {
    /// Nobody, and no socket.
    case nobody
    /// The owner of this library, of this process id and version.
    case owner(process: Int32, version: String)
    /// An owner that does not answer.
    case silent(String)
    /// Nobody any more.
    case stale
    /// It must not be used; why.
    case unusable(String)
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    let socket = facts.place.socket
    switch facts.occupant {
    case .nobody: return [.ok(.control, "no ytmpd-tui owns this library at the moment; commands work alone")]
    case .owner(let process, Version.current):
      return [.ok(.control, "the ytmpd-tui in process \(process) owns the library, and answers at \(socket)")]
    case .owner(let process, let version):
      return [
        .warning(
          .control,
          "the ytmpd-tui in process \(process) is version \(version), and this one \(Version.current)",
          cure: "start it again")
      ]
    case .silent(let sentence): return [.error(.control, sentence: sentence, otherwise: "end it")]
    case .stale:
      return [
        Finding.warning(
          .control, "\(socket) is left over from a ytmpd-tui that died",
          cure: "nothing has to be done: the next `serve` takes it over; `ytmpd-tui doctor --fix` removes it"
        ).mended(by: .removeStaleSocket(facts.place))
      ]
    case .unusable(let why):
      return [
        .error(.control, why, cure: "look who made it, and remove it; without it, each command works alone")
      ]
    }
  }
}

/// Asks who is at the control socket. Blocks for some seconds at most.
enum ControlProbe {
  static func facts(_ settings: Settings) -> ControlCheck.Facts {
    let place = settings.controlPlace
    if ControlSocket.finding(at: place) == .stale {
      return ControlCheck.Facts(place: place, occupant: .stale)
    }
    let occupant: ControlCheck.Occupant =
      switch Owner.find(settings) {
      case .nobody: .nobody
      case .found(let owner): .owner(process: owner.facts.process, version: owner.facts.version)
      case .silent(let who): .silent(who)
      case .unusable(let why): .unusable(why)
      }
    return ControlCheck.Facts(place: place, occupant: occupant)
  }
}
