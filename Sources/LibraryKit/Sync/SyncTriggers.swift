/// What asks for a sync, and what comes of it: one run for all that ask before it begins, and one more for all that ask
/// while it runs. It has no clock and does nothing.
struct SyncTriggers: Sendable, Equatable {
  /// What is to be done now.
  enum Step: Sendable, Equatable {
    /// Sync, and tell when that has ended.
    case sync
    /// Let the timer of this number fire again after the pause.
    case postpone(Int)
  }

  private var isRequested = false
  private var isDue = false
  private var isRunning = false
  /// Whether the last sync left playlists unread.
  private var isIncomplete = false
  /// Whether the network may have been away for a part of the sync that runs.
  private var wasDisturbed = false
  /// The number of the timer that counts: one that was set before the last sync does not.
  private var number = 0

  /// It was asked for: by a person, by a signal.
  mutating func request() { isRequested = true }

  /// The network may be another one.
  mutating func networkChanged() {
    if isRunning { wasDisturbed = true } else if isIncomplete { isRequested = true }
  }

  /// The timer of that number has fired.
  mutating func timerFired(_ number: Int) {
    if number == self.number { isDue = true }
  }

  /// What to do; `nil` for nothing, or while a sync runs.
  ///
  /// - Parameter isResting: whether YouTube wants no questions now; a request is made all the same.
  mutating func next(isResting: Bool) -> Step? {
    guard !isRunning else { return nil }
    if !isRequested, isDue, isResting {
      isDue = false
      return .postpone(number)
    }
    guard isRequested || isDue else { return nil }
    (isRequested, isDue, isRunning, wasDisturbed) = (false, false, true, false)
    return .sync
  }

  /// The sync has ended.
  ///
  /// - Parameter isComplete: whether every playlist was read to its end.
  /// - Returns: the number of the next timer.
  mutating func ended(isComplete: Bool) -> Int {
    if wasDisturbed, !isComplete { isRequested = true }
    isIncomplete = !isComplete
    (isRunning, isDue) = (false, false)
    number += 1
    return number
  }
}
