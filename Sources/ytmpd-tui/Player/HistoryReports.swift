import Logging
import ServiceLifecycle
import TrackKit

/// Passes plays on to YouTube, one after the other; what goes wrong is a line in the log.
final class HistoryReports: Service {
  /// Reports that wait while yt-dlp must pause; of more, the oldest are dropped.
  static let limit = 100
  private static let shortestWait = Duration.seconds(5)

  private let reporter: any PlayReporting
  private let refusedFor: @Sendable () -> Duration?
  private let logger: Logger
  private let plays: AsyncStream<VideoID>
  private let continuation: AsyncStream<VideoID>.Continuation

  /// - Parameters:
  ///   - reporter: who is told.
  ///   - refusedFor: how long yt-dlp must pause; `nil` when it may run.
  init(
    reporter: any PlayReporting, refusedFor: @escaping @Sendable () -> Duration?,
    logger: Logger = Logger(label: "history")
  ) {
    self.reporter = reporter
    self.refusedFor = refusedFor
    self.logger = logger
    (plays, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.limit))
  }

  /// Has a play of `id` reported, when its turn comes. From any thread.
  func note(_ id: VideoID) { continuation.yield(id) }

  /// Works until shutdown begins.
  func run() async {
    await cancelWhenGracefulShutdown { [self] in
      for await id in plays {
        do {
          while let pause = refusedFor() { try await Task.sleep(for: max(pause, Self.shortestWait)) }
          try await reporter.report(played: id)
          logger.info("[PROXY] reported", metadata: ["video_id": "\(id)"])
        } catch let error as URLRefreshError where error.kind != .cancelled {
          logger.warning(
            "[PROXY] report-failed", metadata: ["video_id": "\(id)", "reason": "\(error.sentence)"])
        } catch {
          return
        }
      }
    }
  }
}
