/// Whether the cache works, and what is said of it: once that it does not, and once that it does again.
struct CacheHealth: Sendable, Equatable {
  /// What is to be said.
  enum Word: Sendable, Equatable {
    /// It fails, for this reason.
    case failed(String)
    /// It works again.
    case recovered
  }

  /// Why it does not work; `nil` while it does.
  private(set) var failure: String?
  /// The failure that was told last, and when it was over.
  private var told: String?
  private var recoveredAt: Double?

  /// A failure that comes back so soon, in seconds, is not worth another word.
  private static let memory = 600.0

  /// It does not work.
  mutating func fail(_ reason: String, at now: Double) -> Word? {
    guard failure == nil else {
      failure = reason
      return nil
    }
    failure = reason
    if told == reason, let recoveredAt, now - recoveredAt < Self.memory { return nil }
    told = reason
    recoveredAt = nil
    return .failed(reason)
  }

  /// It works.
  mutating func recover(at now: Double) -> Word? {
    guard failure.take() != nil else { return nil }
    defer { recoveredAt = now }
    return recoveredAt == nil ? .recovered : nil
  }
}
