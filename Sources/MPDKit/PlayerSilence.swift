/// What is known of an MPD that has not answered in time: does one of its users' commands hold it up, or is it the
/// network?
///
/// It decides and does nothing; ``MPDConnection/silence(within:)`` finds the facts.
struct PlayerSilence: Sendable, Equatable {
  /// What a second connection came to.
  enum Second: Sendable, Equatable {
    /// None was tried.
    case none
    /// Nobody took it within the time, or the system knows no way there.
    case unanswered
    /// Nothing listens there any more.
    case refused
    /// MPD's system took it, and MPD said nothing.
    case taken
    /// MPD greeted: it is the first connection that is dead.
    case greeted
  }

  /// Whether nothing can get lost on the way: MPD is on a socket of this machine's.
  var isLocal = false
  /// Whether all that was sent has reached MPD's system.
  var isAcknowledged = true
  /// What a second connection came to.
  var second = Second.none

  /// Whether MPD is there and can't answer.
  var isBlocked: Bool {
    if isLocal { return true }
    return isAcknowledged && second == .taken
  }
}
