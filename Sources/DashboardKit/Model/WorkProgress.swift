import FoundationEssentials

/// How far a long piece of work has come.
public struct WorkProgress: Sendable, Equatable, Identifiable, Codable {
  /// Which piece of work; unique while the program runs.
  public var id: UInt64
  /// What is being done, such as `refreshing`.
  public var title: String
  /// How many pieces are done.
  public var done: Int
  /// How many pieces there are, `nil` while it is not known.
  public var total: Int?

  /// Work under way.
  public init(id: UInt64 = 0, title: String, done: Int, total: Int? = nil) {
    self.id = id
    self.title = title
    self.done = done
    self.total = total
  }

  /// The part that is done, from 0 to 1; `nil` while it is not known.
  var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(1, max(0, Double(done) / Double(total)))
  }
}

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
