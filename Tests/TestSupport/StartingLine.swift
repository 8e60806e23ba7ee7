/// Lets a few programs start at a time. Fifty at once start no sooner, and on a busy machine each of them takes
/// longer than the patience for one.
actor StartingLine {
  static let mpd = StartingLine(places: 4)

  private var places: Int
  private var waiters: [CheckedContinuation<Void, Never>] = []

  init(places: Int) { self.places = places }

  /// Runs `body` when there is a place, in the order of the calls.
  func run<Result: Sendable>(_ body: @Sendable () async throws -> Result) async rethrows -> Result {
    if places > 0 {
      places -= 1
    } else {
      await withCheckedContinuation { waiters.append($0) }
    }
    defer {
      if waiters.isEmpty { places += 1 } else { waiters.removeFirst().resume() }
    }
    return try await body()
  }
}
