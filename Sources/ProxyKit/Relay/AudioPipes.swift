import NIOCore
import TrackKit

/// The runs that deliver what can't be fetched: one for all who want the same track, a few at once, each ended with its
/// last listener. Belongs to the event loop.
final class AudioPipes {
  private let piping: (any AudioPiping)?
  /// How many there may be at once; the next ones wait in line.
  private var limit: Int
  private let eventLoop: any EventLoop
  /// In the order in which they were asked for.
  private var runs: [PipedRun] = []
  /// Runs of which something may be left.
  private var tasks: [ObjectIdentifier: Task<Void, Never>] = [:]
  private var isStopped = false

  init(_ piping: (any AudioPiping)?, limit: Int, eventLoop: any EventLoop) {
    self.piping = piping
    self.limit = max(limit, 1)
    self.eventLoop = eventLoop
  }

  /// Allows so many at once from now on; what runs goes on.
  func take(limit: Int) {
    self.limit = max(limit, 1)
    startNext()
  }

  /// Whether there is anybody to deliver.
  var isThere: Bool { piping != nil }

  /// Gives `listener` a place in a run of `track`; call ``PipedRun/pump()`` then.
  func join(_ track: VideoID, isLive: Bool, _ listener: any PipeListener) -> PipedRun {
    for run in runs where run.track == track && run.window.isLive == isLive {
      if run.join(listener) { return run }
    }
    let run = PipedRun(track, isLive: isLive)
    _ = run.join(listener)
    runs.append(run)
    startNext()
    return run
  }

  /// Takes `listener` out of `run`.
  func leave(_ run: PipedRun, _ listener: any PipeListener) {
    run.leave(listener)
    if run.isDeserted {
      run.cancel()
      runs.removeAll { $0 === run }
    } else {
      // It may have been the quickest.
      run.pump()
    }
  }

  /// Ends all of them, and begins no more.
  ///
  /// - Returns: what is to be waited for before the event loop goes.
  func stop() -> [Task<Void, Never>] {
    isStopped = true
    for run in runs { run.cancel() }
    runs = []
    return Array(tasks.values)
  }

  private func startNext() {
    guard let piping, !isStopped else { return }
    for run in runs where run.task == nil && tasks.count < limit {
      run.begin(piping, on: eventLoop) { [unowned self] in ended(run) }
      tasks[ObjectIdentifier(run)] = run.task
    }
  }

  private func ended(_ run: PipedRun) {
    tasks[ObjectIdentifier(run)] = nil
    // Its listeners have their own references, and what is left of it.
    runs.removeAll { $0 === run }
    startNext()
  }
}
