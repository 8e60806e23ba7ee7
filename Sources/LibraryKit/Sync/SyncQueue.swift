/// Who waits for which sync, and which one comes next. Pure: ``SyncLine`` does what it says.
///
/// Who asks while a sync runs is given the next one of its kind, together with all others who ask meanwhile: what runs
/// may have read already what is to be read again.
struct SyncQueue: Sendable {
  typealias Caller = UInt64

  /// What is synced.
  enum Job: Sendable, Hashable {
    /// Every playlist.
    case all
    /// The playlist of that name.
    case one(String)
  }

  /// One sync, for as many as want it.
  struct Run: Sendable, Equatable {
    let job: Job
    var callers: Set<Caller>
  }

  /// What runs.
  private(set) var running: Run?
  /// What comes next, in order.
  private(set) var waiting: [Run] = []

  /// A caller wants a sync.
  mutating func ask(_ caller: Caller, for job: Job) {
    if let index = waiting.firstIndex(where: { $0.job == job }) {
      waiting[index].callers.insert(caller)
    } else {
      waiting.append(Run(job: job, callers: [caller]))
    }
  }

  /// The sync to begin now; `nil` while one runs, and when nobody wants any.
  mutating func begin() -> Run? {
    guard running == nil, !waiting.isEmpty else { return nil }
    running = waiting.removeFirst()
    return running
  }

  /// The sync that runs has ended.
  ///
  /// - Returns: those who wait for it.
  mutating func end() -> Set<Caller> {
    defer { running = nil }
    return running?.callers ?? []
  }

  /// What becomes of a caller who wants no sync any more.
  enum Leaving: Sendable, Equatable {
    /// It is gone.
    case gone
    /// It was the last for whom the sync runs: that is to be given up, and ends with it.
    case last
  }

  /// A caller wants no sync any more.
  mutating func leave(_ caller: Caller) -> Leaving {
    if running?.callers == [caller] { return .last }
    running?.callers.remove(caller)
    for index in waiting.indices { waiting[index].callers.remove(caller) }
    waiting.removeAll(where: \.callers.isEmpty)
    return .gone
  }
}
