/// How far a long piece of work has come.
public struct WorkProgress: Sendable, Equatable, Identifiable {
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
