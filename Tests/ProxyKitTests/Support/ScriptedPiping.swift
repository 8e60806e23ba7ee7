import Synchronization

@testable import TrackKit

/// Runs that deliver what the test says, when it says so.
final class ScriptedPiping: AudioPiping {
  /// One run.
  final class Run: Sendable {
    enum Step: Sendable {
      case bytes([UInt8])
      case end(URLRefreshError?)
    }

    let track: VideoID
    fileprivate let steps: AsyncStream<Step>
    private let continuation: AsyncStream<Step>.Continuation
    private let taken = Mutex(0)
    fileprivate let over = Mutex(false)

    fileprivate init(_ track: VideoID) {
      self.track = track
      (steps, continuation) = AsyncStream.makeStream()
    }

    /// How many bytes the relay has taken, and asked for more.
    var takenCount: Int { taken.withLock { $0 } }
    /// Whether nothing of the run is left.
    var isOver: Bool { over.withLock { $0 } }

    func deliver(_ bytes: some Sequence<UInt8>) { continuation.yield(.bytes(Array(bytes))) }
    func end(_ error: URLRefreshError? = nil) { continuation.yield(.end(error)) }
    fileprivate func took(_ count: Int) { taken.withLock { $0 += count } }
  }

  private let all = Mutex<[Run]>([])
  private let started: AsyncStream<Run>
  private let continuation: AsyncStream<Run>.Continuation

  init() {
    (started, continuation) = AsyncStream.makeStream()
  }

  /// The runs so far.
  var runs: [Run] { all.withLock { $0 } }

  /// The next run, as soon as it has begun.
  func nextRun() async -> Run {
    for await run in started { return run }
    fatalError("the stream of runs does not end")
  }

  func pipe(
    _ id: VideoID, receive: @escaping @Sendable ([UInt8]) async -> Void
  ) async throws(URLRefreshError) {
    let run = Run(id)
    all.withLock { $0.append(run) }
    continuation.yield(run)
    defer { run.over.withLock { $0 = true } }
    for await step in run.steps {
      switch step {
      case .bytes(let bytes):
        await receive(bytes)
        run.took(bytes.count)
      case .end(let error?): throw error
      case .end(nil): return
      }
    }
    throw URLRefreshError(kind: .cancelled)
  }
}
