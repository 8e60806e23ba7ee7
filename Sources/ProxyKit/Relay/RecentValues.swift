/// Values by key, of which only those that were noted last are kept.
struct RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let limit: Int
  private var values: [Key: Value] = [:]
  /// The keys, the latest last.
  private var keys: [Key] = []

  /// - Parameter limit: how many are kept, at least 1.
  init(limit: Int) {
    self.limit = limit
  }

  /// The value that was noted for `key` last, while it is kept.
  subscript(key: Key) -> Value? { values[key] }

  /// Notes `value`, or that there is none, and forgets the oldest where there are too many.
  mutating func note(_ value: Value?, for key: Key) {
    if values[key] != nil { keys.removeAll { $0 == key } }
    values[key] = value
    guard value != nil else { return }
    keys.append(key)
    if keys.count > limit { values[keys.removeFirst()] = nil }
  }
}
