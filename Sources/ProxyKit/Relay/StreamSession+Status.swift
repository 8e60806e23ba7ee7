import FoundationEssentials
import TrackKit

extension ProxyRequest {
  /// What is asked for, in the words of the Range header.
  var summary: String {
    let part: String =
      switch range {
      case .from(let first, let last?): "bytes \(first)-\(last)"
      case .from(let first, nil): "bytes \(first)-"
      case .suffix(let count): "the last \(count) bytes"
      case nil: "the whole track"
      }
    return asksForIcy ? "\(part), with ICY metadata" : part
  }
}

extension ProxyStatus.Stream {
  /// What is known of a request before its origin has been asked.
  init(
    _ request: ProxyRequest, track: Track?, reference: StreamReference, state: StreamState, startedAt: Date,
    rules: RelayRules
  ) {
    self.init(
      id: reference.id, videoID: request.id, artist: track?.artist,
      title: track?.title ?? request.id.rawValue,
      client: reference.client, state: state, startedAt: startedAt.timeIntervalSince1970)
    attemptLimit = rules.retry.attempts
    details.request = request.summary
    if case .from(let first, _) = request.range { details.firstByte = first }
    guard let media = track?.media else { return }
    length = media.length
    details.formatID = media.formatID
    details.contentType = media.contentType
    details.bitrate = media.bitrate
    details.trackLength = media.length
    details.urlResolvedAt = media.resolvedAt
    details.urlExpiresAt = media.expiresAt
  }
}

extension Arrival {
  /// What `/status` says of the request; `nil` for a HEAD.
  func status(by rules: RelayRules) -> ProxyStatus.Stream? {
    if request.isHead { return nil }
    return ProxyStatus.Stream(
      request, track: track, reference: reference,
      state: track == nil ? .resolving : turn == nil ? .queued : .holding,
      startedAt: startedAt, rules: rules)
  }
}

extension StreamDriver {
  /// What `/status` says of the stream; `nil` for a HEAD.
  func status(at now: SuspendingClock.Instant) -> ProxyStatus.Stream? {
    guard var status = session.status(since: startedAt) else { return nil }
    status.bytesSent = sent
    status.bytesPerSecond = rate.perSecond(at: now)
    if let entry {
      let length = Double(entry.facts.length)
      status.cachedSpans = entry.stretches.map {
        Double($0.lowerBound) / length..<Double($0.upperBound) / length
      }
    }
    return status
  }
}

extension StreamSession {
  /// What `/status` says of the stream, but for the bytes that have left; `nil` for a HEAD.
  func status(since startedAt: Date) -> ProxyStatus.Stream? {
    if request.isHead { return nil }
    var status = ProxyStatus.Stream(
      request, track: track, reference: reference, state: displayState, startedAt: startedAt, rules: rules)
    if let plan {
      status.length = plan.bodyLength ?? plannedLength
      status.details.status = plan.status
      status.details.fields = plan.fields
    }
    status.offset = next
    // While there is no network, other tries are counted.
    status.attempt = max(attempt, awayTries)
    if awayTries > attempt { status.attemptLimit = awayLimit }
    status.reason = failure
    if case .waiting(let until, _) = phase { status.retryAt = until }
    return status
  }

  /// What the session is doing, in the words of `/status`.
  var displayState: StreamState {
    switch phase {
    case .resolving(let isFirst): isFirst ? .resolving : .refreshing
    case .waiting: .retrying
    case .filling: .filling
    case .ended: isComplete ? .done : .lost
    case .idle, .parked: hasResponded ? .streaming : .holding
    case .fetching, .piping:
      if !hasResponded { .holding } else { hasAnnouncedStall ? .stalled : .streaming }
    }
  }
}
