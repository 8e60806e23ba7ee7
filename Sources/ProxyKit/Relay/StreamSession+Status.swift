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

extension StreamDetails {
  /// Takes what `session` knows.
  mutating func take(_ session: StreamSession) {
    status = session.plan?.status
    fields = session.plan?.fields ?? []
    guard let media = session.track.media else { return }
    formatID = media.formatID
    contentType = media.contentType
    bitrate = media.bitrate
    trackLength = media.length
    urlResolvedAt = media.resolvedAt
    urlExpiresAt = media.expiresAt
  }
}

extension StreamSession {
  /// What the session is doing, in the words of `/status`.
  var displayState: StreamState {
    switch phase {
    case .resolving(let isFirst): isFirst ? .resolving : .refreshing
    case .waiting: .retrying
    case .filling: .filling
    case .ended: isComplete ? .done : .lost
    case .idle, .parked: hasResponded ? .streaming : .holding
    case .fetching:
      if !hasResponded { .holding } else { hasAnnouncedStall ? .stalled : .streaming }
    }
  }
}
