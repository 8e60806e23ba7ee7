/// How far a long piece of work has come.
public struct WorkProgress: Sendable, Equatable {
  /// What is being done, such as `refreshing`.
  public var title: String
  /// How many pieces are done.
  public var done: Int
  /// How many pieces there are, `nil` while nobody knows.
  public var total: Int?

  /// Work under way.
  public init(title: String, done: Int, total: Int? = nil) {
    self.title = title
    self.done = done
    self.total = total
  }

  /// The part that is done, from 0 to 1; `nil` while nobody knows.
  var fraction: Double? {
    guard let total, total > 0 else { return nil }
    return min(1, max(0, Double(done) / Double(total)))
  }
}
