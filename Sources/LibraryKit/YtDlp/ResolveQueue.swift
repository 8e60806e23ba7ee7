import TrackKit

/// Who waits for which resolve, and which one comes next. Pure: ``StreamResolver`` does what it says.
struct ResolveQueue: Sendable {
  typealias WaiterID = UInt64
  typealias JobID = UInt64

  /// One run of the resolver, for as many callers as want it.
  struct Job: Sendable, Equatable {
    /// Counts up, so that it is the order of arrival as well.
    let id: JobID
    /// The video.
    let video: VideoID
    /// What it must be, `nil` for the best.
    let rendition: Rendition?
    /// Why, in the first caller's words.
    let cause: String
    /// The urgency of the most urgent caller so far.
    var priority: ResolvePriority
    /// The callers.
    var waiters: Set<WaiterID>
    /// Whether it holds one of the slots.
    var isRunning = false
    /// Whether its run was told to end, for a listener needs the slot; it keeps the slot until it has ended.
    var isEnding = false

    /// Whether a listener waits for it.
    var isListeners: Bool { priority == .listener && !waiters.isEmpty }
  }

  /// How many jobs may run at once.
  private(set) var concurrency: Int
  private var jobs: [JobID: Job] = [:]
  /// The jobs that still take callers.
  private var open: [VideoID: [JobID]] = [:]
  private var homes: [WaiterID: JobID] = [:]
  private var lastJob: JobID = 0
  private(set) var runningCount = 0
  /// How many jobs wait for a slot.
  var waitingCount: Int { jobs.count - runningCount }

  init(concurrency: Int) {
    self.concurrency = max(concurrency, 1)
  }

  /// Lets so many jobs run at once from now on; those that run go on.
  mutating func resize(concurrency: Int) { self.concurrency = max(concurrency, 1) }

  /// Whether a caller with these wishes would share a job that is there already.
  func canJoin(_ video: VideoID, rendition: Rendition?) -> Bool {
    joinable(video, rendition: rendition) != nil
  }

  /// Lets a caller share the job of its video, or makes one.
  ///
  /// A caller that wants a certain rendition also shares a job without one, for that mostly brings the same;
  /// it checks the result and comes back if not.
  mutating func join(
    _ waiter: WaiterID, video: VideoID, rendition: Rendition?, priority: ResolvePriority, cause: String
  ) {
    if let id = joinable(video, rendition: rendition) {
      jobs[id]?.waiters.insert(waiter)
      if let job = jobs[id], job.priority < priority { jobs[id]?.priority = priority }
      homes[waiter] = id
      return
    }
    lastJob += 1
    jobs[lastJob] = Job(
      id: lastJob, video: video, rendition: rendition, cause: cause, priority: priority, waiters: [waiter])
    open[video, default: []].append(lastJob)
    homes[waiter] = lastJob
  }

  /// How urgent a job has become; `nil` when it has ended.
  func priority(of id: JobID) -> ResolvePriority? {
    jobs[id]?.priority
  }

  /// The job to start now, if a slot is free: listeners before people before the background, then first come, first
  /// served.
  ///
  /// The background leaves one slot to the others, if there is more than one.
  mutating func startNext() -> Job? {
    guard runningCount < concurrency else { return nil }
    let waiting = jobs.values.filter { !$0.isRunning }
    guard
      let next = waiting.min(by: { ($0.priority, $1.id) > ($1.priority, $0.id) })
    else { return nil }
    let isFree = jobs.values.count { $0.isRunning && !$0.isListeners } < max(concurrency - 1, 1)
    guard next.priority > .background || isFree else { return nil }
    jobs[next.id]?.isRunning = true
    runningCount += 1
    return jobs[next.id]
  }

  /// The run to end, so that a listener who waits gets its slot: one that nobody waits for any more, else the background's,
  /// else a person's, which are run again later. Of several the one that began last, for it has the least to lose.
  mutating func makeWay() -> JobID? {
    guard runningCount == concurrency else { return nil }
    let wanted = jobs.values.count { !$0.isRunning && $0.isListeners }
    guard wanted > jobs.values.count(where: \.isEnding) else { return nil }
    let dispensable = jobs.values.filter { $0.isRunning && !$0.isEnding && !$0.isListeners }
    let first = dispensable.min { left, right in
      if left.waiters.isEmpty != right.waiters.isEmpty { return left.waiters.isEmpty }
      return (left.priority, right.id) < (right.priority, left.id)
    }
    guard let id = first?.id else { return nil }
    jobs[id]?.isEnding = true
    return id
  }

  /// The runs to end because the connections they have may be dead. What a caller waits for is run again.
  mutating func beginAnew() -> [JobID] {
    let ids = jobs.values.filter { $0.isRunning && !$0.isEnding }.map(\.id).sorted()
    for id in ids { jobs[id]?.isEnding = true }
    return ids
  }

  /// Takes a caller out. A run goes on without any: what it finds is kept, and whoever asks meanwhile joins it. A job
  /// that has not begun is dropped.
  mutating func leave(_ waiter: WaiterID) {
    guard let id = homes.removeValue(forKey: waiter) else { return }
    jobs[id]?.waiters.remove(waiter)
    guard let job = jobs[id], job.waiters.isEmpty, !job.isRunning else { return }
    close(job)
    jobs[id] = nil
  }

  /// Takes back the slot of a run that was told to end and did: its job waits again, if anybody wants it.
  ///
  /// - Returns: `false` for a run that was not told to end, and has to be finished.
  mutating func giveBack(_ id: JobID) -> Bool {
    guard let job = jobs[id], job.isEnding else { return false }
    runningCount -= 1
    if job.waiters.isEmpty {
      close(job)
      jobs[id] = nil
    } else {
      jobs[id]?.isRunning = false
      jobs[id]?.isEnding = false
    }
    return true
  }

  /// Ends a job, whether it ran or not, and gives its slot back.
  ///
  /// - Returns: the callers to be told.
  mutating func finish(_ id: JobID) -> Set<WaiterID> {
    guard let job = jobs.removeValue(forKey: id) else { return [] }
    if job.isRunning { runningCount -= 1 }
    close(job)
    for waiter in job.waiters { homes[waiter] = nil }
    return job.waiters
  }

  /// Ends every job that has not started.
  ///
  /// - Returns: the callers to be told.
  mutating func finishWaiting() -> Set<WaiterID> {
    jobs.values.filter { !$0.isRunning }.reduce(into: []) { $0.formUnion(finish($1.id)) }
  }

  private func joinable(_ video: VideoID, rendition: Rendition?) -> JobID? {
    let candidates = (open[video] ?? []).compactMap { jobs[$0] }
    let exact = candidates.first { $0.rendition == rendition }
    let other = candidates.first { rendition == nil || $0.rendition == nil }
    return (exact ?? other)?.id
  }

  private mutating func close(_ job: Job) {
    open[job.video]?.removeAll { $0 == job.id }
    if open[job.video]?.isEmpty == true { open[job.video] = nil }
  }
}
