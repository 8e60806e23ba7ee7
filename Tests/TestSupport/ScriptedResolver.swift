package import Foundation
import Synchronization
package import TrackKit

/// A resolver whose every run waits until the test answers it.
package final class ScriptedResolver: MediaResolving {
  /// A run that waits for its answer.
  package final class Run: Sendable {
    package let id: VideoID
    package let formatID: String?
    private let answers: AsyncStream<Result<Track, URLRefreshError>>.Continuation

    init(id: VideoID, formatID: String?, answers: AsyncStream<Result<Track, URLRefreshError>>.Continuation) {
      self.id = id
      self.formatID = formatID
      self.answers = answers
    }

    package func succeed(url: String = "https://r.example/v", format: String? = nil) {
      let media = MediaSource(
        url: url, resolvedAt: Date(timeIntervalSince1970: 1_800_000_000), formatID: format ?? formatID)
      answers.yield(.success(Track(id: id, title: "Resolved", artist: "Someone", media: media)))
    }

    package func fail(_ kind: URLRefreshError.Kind) {
      answers.yield(.failure(URLRefreshError(kind: kind)))
    }
  }

  private let incoming: AsyncStream<Run>.Continuation
  private let gone: AsyncStream<VideoID>.Continuation
  private let runs: AsyncStream<Run>
  private let cancellations: AsyncStream<VideoID>
  private let total = Mutex(0)

  package init() {
    (runs, incoming) = AsyncStream.makeStream(of: Run.self)
    (cancellations, gone) = AsyncStream.makeStream(of: VideoID.self)
  }

  package var count: Int { total.withLock { $0 } }

  package func resolve(_ id: VideoID, formatID: String?) async throws(URLRefreshError) -> Track {
    let (answers, continuation) = AsyncStream.makeStream(of: Result<Track, URLRefreshError>.self)
    total.withLock { $0 += 1 }
    incoming.yield(Run(id: id, formatID: formatID, answers: continuation))
    for await answer in answers { return try answer.get() }
    gone.yield(id)
    throw URLRefreshError(kind: .cancelled)
  }

  /// The next run that was started; one caller at a time.
  package func nextRun() async throws -> Run {
    for await run in runs { return run }
    throw CancellationError()
  }

  /// The next run that was cancelled; one caller at a time.
  package func nextCancellation() async throws -> VideoID {
    for await id in cancellations { return id }
    throw CancellationError()
  }
}

/// A wall clock that stands until it is moved.
package final class StandingClock: Sendable {
  private let date = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

  package init() {}

  package var now: Date { date.withLock { $0 } }

  package func advance(by interval: TimeInterval) { date.withLock { $0 += interval } }
}
