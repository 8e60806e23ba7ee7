import FoundationEssentials

/// A piece of long work, and when it was first heard of.
struct Work: Sendable, Equatable {
  var progress: WorkProgress
  var since: Date

  /// How long the rest takes at the pace so far; `nil` while there is too little to judge by.
  func secondsLeft(now: Date) -> Double? {
    let spent = now.timeIntervalSince(since)
    guard let total = progress.total, progress.done > 0, progress.done < total, spent >= 2 else { return nil }
    return spent / Double(progress.done) * Double(total - progress.done)
  }
}
