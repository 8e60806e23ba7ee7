import FoundationEssentials
import Logging
import TrackKit

/// The log's words for events: `[PROXY]`, a fixed word to grep for, and `key=value`s. Signed URLs never
/// appear.
enum ProxyLog {
  /// Writes `event`, if it has a line.
  static func write(_ event: ProxyEvent, to logger: Logger) {
    // Most streams begin like this, and hardly anybody wants to read it.
    if case .streamAdmitted = event.kind, logger.logLevel > .debug { return }
    guard let line = line(for: event.kind) else { return }
    logger.log(level: line.level, "[PROXY] \(line.word)", metadata: line.metadata)
  }

  /// Writes that `count` events were lost, because they came faster than they could be written.
  static func write(lost count: Int, to logger: Logger) {
    guard count > 0 else { return }
    logger.warning("[PROXY] dropped", metadata: ["events": "\(count)"])
  }

  /// A line of the log.
  struct Line: Equatable {
    var level: Logger.Level
    var word: String
    var metadata: Logger.Metadata
  }

  /// The line for an event, `nil` for those that are not logged.
  static func line(for kind: ProxyEvent.Kind) -> Line? {
    switch kind {
    case .streamAdmitted(let stream): Line(.debug, "admitted", stream)
    case .streamQueued(let stream, let position): Line(.info, "queued", stream, ["position": "\(position)"])
    case .streamStarted(let stream, let offset): Line(.info, "started", stream, ["offset": "\(offset)"])
    case .streamRetrying(let stream, let attempt, let limit, let delay, let offset, let reason):
      Line(
        .warning, "retry", stream,
        [
          "attempt": "\(attempt)/\(limit)", "delay": "\(delay.seconds)s", "offset": "\(offset)",
          "reason": "\(reason)",
        ])
    case .streamResumed(let stream, let offset): Line(.info, "resumed", stream, ["offset": "\(offset)"])
    case .streamHedged(let stream, let silence, let offset):
      Line(
        .info, "hedged", stream, ["silence": "\(silence.components.seconds)s", "offset": "\(offset)"])
    case .streamPiped(let stream, let reason): Line(.info, "piped", stream, ["reason": "\(reason)"])
    case .streamStalled(let stream, let silence):
      Line(.warning, "stalled", stream, ["silence": "\(silence.components.seconds)s"])
    case .streamFinished(let stream, let bytes, let clientLeft):
      Line(.info, "finished", stream, ["bytes": "\(bytes)", "client_left": "\(clientLeft)"])
    case .streamLost(let stream, let bytes, let offset, let reason, let failure):
      Line(
        .error, "lost", stream,
        ["bytes": "\(bytes)", "offset": "\(offset)", "reason": "\(reason)"].with(failure))
    case .streamRejected(let stream, let limit): Line(.warning, "rejected", stream, ["limit": "\(limit)"])
    case .streamLeft(let stream): Line(.info, "left", stream)
    case .refreshStarted(let track, let cause): Line(.info, "refreshing", track, ["reason": "\(cause)"])
    case .refreshSucceeded(let track, let duration):
      Line(.info, "refreshed", track, ["seconds": "\(duration.seconds)"])
    case .refreshFailed(let track, let reason, let failure):
      Line(.warning, "refresh-failed", track, ["reason": "\(reason)"].with(failure))
    case .refreshDegraded(let track, let reason): Line(.warning, "degraded", track, ["reason": "\(reason)"])
    case .breakerOpened(let reason, let until):
      Line(
        level: .warning, word: "breaker-open",
        metadata: ["reason": "\(reason)", "until": "\(Int(until.timeIntervalSince1970))"])
    case .breakerClosed: Line(level: .info, word: "breaker-closed", metadata: [:])
    case .limitReached(let active, let limit):
      Line(level: .warning, word: "limit", metadata: ["active": "\(active)", "limit": "\(limit)"])
    case .mpdConnected(let address, let version):
      Line(level: .info, word: "mpd-connected", metadata: ["address": "\(address)", "version": "\(version)"])
    case .mpdLost(let reason, let retryIn):
      Line(
        level: .warning, word: "mpd-lost",
        metadata: ["reason": "\(reason)", "retry_in": "\(retryIn.components.seconds)s"])
    case .mpdFailed(let reason): Line(level: .warning, word: "mpd-failed", metadata: ["reason": "\(reason)"])
    case .mpdPushed(let name, let songs):
      Line(level: .info, word: "pushed", metadata: ["name": "\(name)", "songs": "\(songs)"])
    case .mpdTagged(let songs): Line(level: .debug, word: "tagged", metadata: ["songs": "\(songs)"])
    case .syncStarted(let playlist):
      Line(level: .info, word: "sync-started", metadata: ["playlist": "\(playlist)"])
    case .syncFinished(let playlist, let tracks, let skipped):
      Line(
        level: .info, word: "sync-finished",
        metadata: ["playlist": "\(playlist)", "tracks": "\(tracks)", "skipped": "\(skipped)"])
    case .syncFailed(let playlist, let reason):
      Line(
        level: .warning, word: "sync-failed", metadata: ["playlist": "\(playlist)", "reason": "\(reason)"])
    case .networkChanged(let change):
      Line(level: .info, word: "network-changed", metadata: ["reason": "\(change.sentence)"])
    case .notice(.info, let text): Line(level: .info, word: text, metadata: [:])
    case .notice(.warning, let text): Line(level: .warning, word: text, metadata: [:])
    case .notice(.error, let text): Line(level: .error, word: text, metadata: [:])
    case .syncProgress: nil
    }
  }
}

extension ProxyLog.Line {
  fileprivate init(
    _ level: Logger.Level, _ word: String, _ stream: StreamReference, _ more: Logger.Metadata = [:]
  ) {
    var metadata = more
    metadata["stream"] = "\(stream.id)"
    metadata["client"] = "\(stream.client)"
    self.init(level, word, stream.track, metadata)
  }

  fileprivate init(_ level: Logger.Level, _ word: String, _ track: TrackReference, _ more: Logger.Metadata) {
    var metadata = more
    metadata["video_id"] = "\(track.id)"
    metadata["track"] = "\(track.name)"
    self.init(level: level, word: word, metadata: metadata)
  }
}

extension Logger.Metadata {
  /// With the word of the failure's class.
  fileprivate func with(_ failure: FailureClass?) -> Logger.Metadata {
    guard let failure else { return self }
    return merging(["failure": "\(failure.word)"]) { $1 }
  }
}
