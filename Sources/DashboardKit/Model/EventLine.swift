import FoundationEssentials
import TrackKit

/// An event as a line of the dashboard: `HH:MM:SS`, kind, track, what happened.
struct EventLine: Sendable, Equatable, Identifiable {
  /// How the line is coloured.
  enum Weight: Sendable { case plain, good, working, warning, bad }

  /// The word that says what kind of event it is, of at most eight letters.
  enum Kind: String, Sendable, CaseIterable {
    case admitted, queued, started, retry, hedged, piped, resumed, stalled, finished, lost, rejected, left,
      limit
    case refresh, degraded, breaker
    case mpd, sync
    case notice, warning, error
  }

  /// Counts up while the program runs.
  var id: UInt64
  var date: Date
  var kind: Kind
  var track: TrackReference?
  var what: String
  var weight: Weight

  /// What follows the kind on the line.
  var text: String { track.map { "\($0.name): \(what)" } ?? what }
}

extension EventLine {
  /// The line of `event`; `nil` for what another line says as well.
  init?(_ event: ProxyEvent, id: UInt64) {
    guard let words = Self.words(for: event) else { return nil }
    self.init(
      id: id, date: event.date, kind: words.kind, track: words.track, what: words.what, weight: words.weight)
  }

  private struct Words {
    var kind: Kind
    var track: TrackReference?
    var what: String
    var weight = Weight.plain
  }

  private static func words(for event: ProxyEvent) -> Words? {
    switch event.kind {
    case .streamAdmitted, .streamQueued, .streamStarted, .streamRetrying, .streamHedged, .streamPiped,
      .streamResumed,
      .streamStalled,
      .streamFinished, .streamLost, .streamRejected, .streamLeft:
      streamWords(event.kind)
    case .refreshStarted, .refreshSucceeded, .refreshFailed, .refreshDegraded:
      refreshWords(event.kind)
    case .limitReached(let active, let limit):
      Words(kind: .limit, what: "\(active)/\(limit) in use", weight: .warning)
    case .breakerOpened(let reason, let until):
      Words(
        kind: .breaker,
        what: "\(reason); yt-dlp is paused for \(Wording.span(seconds: until.timeIntervalSince(event.date)))",
        weight: .bad)
    case .breakerClosed: Words(kind: .breaker, what: "closed: yt-dlp is used again", weight: .good)
    case .mpdConnected, .mpdLost, .mpdPushed, .mpdTagged, .mpdFailed: playerWords(event.kind)
    case .syncStarted, .syncProgress, .syncFinished, .syncFailed: syncWords(event.kind)
    case .networkChanged(let change): noticeWords(.info, change.sentence)
    case .notice(let severity, let text): noticeWords(severity, text)
    }
  }

  private static func streamWords(_ kind: ProxyEvent.Kind) -> Words? {
    switch kind {
    case .streamQueued(let stream, let position):
      Words(
        kind: .queued, track: stream.track, what: "waiting for a slot, position \(position)", weight: .warning
      )
    case .streamStarted(let stream, let offset):
      Words(
        kind: .started, track: stream.track,
        what: "to \(stream.client)" + (offset > 0 ? " from \(Wording.bytes(offset))" : ""), weight: .good)
    case .streamRetrying(let stream, let attempt, let limit, let delay, _, let reason):
      Words(
        kind: .retry, track: stream.track,
        what:
          "\(reason), \(delay == .zero ? "trying again" : "next try in \(Wording.span(delay))") (\(attempt)/\(limit))",
        weight: .warning)
    case .streamHedged(let stream, let silence, _):
      Words(
        kind: .hedged, track: stream.track,
        what: "no data for \(Wording.span(silence)), asking on another connection, too", weight: .warning)
    case .streamPiped(let stream, let reason):
      Words(kind: .piped, track: stream.track, what: "delivered by yt-dlp itself: \(reason)")
    case .streamResumed(let stream, let offset):
      Words(kind: .resumed, track: stream.track, what: "resumed at \(Wording.bytes(offset))", weight: .good)
    case .streamStalled(let stream, let silence):
      Words(
        kind: .stalled, track: stream.track, what: "no data for \(Wording.span(silence))", weight: .warning)
    case .streamFinished(let stream, let bytes, let clientLeft):
      Words(
        kind: .finished, track: stream.track,
        what: clientLeft ? "client left after \(Wording.bytes(bytes))" : "\(Wording.bytes(bytes)) sent")
    case .streamLost(let stream, let bytes, _, let reason, let failure):
      Words(
        kind: .lost, track: stream.track,
        what: "\(Wording.failure(failure?.word, reason)), after \(Wording.bytes(bytes))", weight: .bad)
    case .streamRejected(let stream, let limit):
      Words(kind: .rejected, track: stream.track, what: "refused: \(limit)/\(limit) in use", weight: .bad)
    case .streamLeft(let stream):
      Words(kind: .left, track: stream.track, what: "the client left before the first byte")
    // The start, or the wait for a slot, says it too.
    default: nil
    }
  }

  private static func refreshWords(_ kind: ProxyEvent.Kind) -> Words? {
    switch kind {
    case .refreshStarted(let track, let cause):
      Words(kind: .refresh, track: track, what: cause, weight: .working)
    case .refreshSucceeded(let track, let duration):
      Words(kind: .refresh, track: track, what: "URL ready (\(Wording.span(duration)))", weight: .good)
    case .refreshFailed(let track, let reason, let failure):
      Words(
        kind: .refresh, track: track, what: "no URL: \(Wording.failure(failure?.word, reason))",
        weight: .bad)
    case .refreshDegraded(let track, let reason):
      Words(kind: .degraded, track: track, what: "using the old URL: \(reason)", weight: .warning)
    default: nil
    }
  }

  private static func playerWords(_ kind: ProxyEvent.Kind) -> Words? {
    switch kind {
    case .mpdConnected(let address, let version):
      Words(kind: .mpd, what: "connected to MPD at \(address), protocol \(version)", weight: .good)
    case .mpdLost(let reason, let retryIn):
      Words(kind: .mpd, what: "\(reason), next try in \(Wording.span(retryIn))", weight: .bad)
    case .mpdPushed(let name, let songs):
      Words(kind: .mpd, what: "pushed \(name): \(Wording.count(songs, "song"))", weight: .good)
    case .mpdTagged(let songs):
      Words(kind: .mpd, what: "tagged \(Wording.count(songs, "song"))")
    case .mpdFailed(let reason): Words(kind: .mpd, what: reason, weight: .bad)
    default: nil
    }
  }

  private static func syncWords(_ kind: ProxyEvent.Kind) -> Words? {
    switch kind {
    case .syncStarted(let playlist): Words(kind: .sync, what: "\(playlist): reading", weight: .working)
    case .syncProgress(let playlist, let entries, let total):
      Words(
        kind: .sync, what: "\(playlist): \(entries)" + (total.map { " of \($0)" } ?? "") + " entries read",
        weight: .working)
    case .syncFinished(let playlist, let tracks, let skipped):
      Words(
        kind: .sync,
        what: "\(playlist): \(Wording.count(tracks, "track"))" + (skipped > 0 ? ", \(skipped) left out" : ""),
        weight: .good)
    case .syncFailed(let playlist, let reason):
      Words(kind: .sync, what: "\(playlist): sync failed: \(reason)", weight: .bad)
    default: nil
    }
  }

  private static func noticeWords(_ severity: ProxyEvent.Severity, _ text: String) -> Words {
    switch severity {
    case .info: Words(kind: .notice, what: text)
    case .warning: Words(kind: .warning, what: text, weight: .warning)
    case .error: Words(kind: .error, what: text, weight: .bad)
    }
  }
}
