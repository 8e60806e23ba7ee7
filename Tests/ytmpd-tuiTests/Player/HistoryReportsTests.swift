import Synchronization
import Testing
import TrackKit

@testable import ytmpd_tui

private func video(_ number: Int) -> VideoID {
  guard let id = VideoID("report_\(1000 + number)") else { preconditionFailure("no video id") }
  return id
}

/// Takes reports, or fails them, and notes how many are under way.
private final class NotingReporter: PlayReporting {
  struct State {
    var running = 0
    var most = 0
  }
  let state = Mutex(State())
  let reports = AsyncStream.makeStream(of: VideoID.self)
  let failing: Set<VideoID>

  init(failing: Set<VideoID> = []) { self.failing = failing }

  func report(played id: VideoID) async throws(URLRefreshError) {
    state.withLock {
      $0.running += 1
      $0.most = max($0.most, $0.running)
    }
    await Task.yield()
    reports.continuation.yield(id)
    state.withLock { $0.running -= 1 }
    if failing.contains(id) { throw URLRefreshError(kind: .botCheck) }
  }
}

@Suite(.timeLimit(.minutes(5))) struct HistoryReportsTests {
  @Test func `plays are reported one after the other, and a failure holds nothing up`() async {
    let reporter = NotingReporter(failing: [video(1)])
    let reports = HistoryReports(reporter: reporter, refusedFor: { nil })
    let task = Task { await reports.run() }
    for number in 0..<4 { reports.note(video(number)) }
    var seen: [VideoID] = []
    for await id in reporter.reports.stream {
      seen.append(id)
      if seen.count == 4 { break }
    }
    #expect(seen == (0..<4).map(video))
    #expect(reporter.state.withLock { $0.most } == 1)
    task.cancel()
    await task.value
  }

  @Test func `nothing is reported while the breaker is open`() async {
    let reporter = NotingReporter()
    let asked = AsyncStream.makeStream(of: Void.self)
    let reports = HistoryReports(reporter: reporter) {
      asked.continuation.yield()
      return .seconds(900)
    }
    let task = Task { await reports.run() }
    reports.note(video(1))
    for await _ in asked.stream { break }
    task.cancel()
    await task.value
    #expect(reporter.state.withLock { $0.most } == 0)
  }
}
