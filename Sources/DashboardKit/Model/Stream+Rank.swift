import TrackKit

extension ProxyStatus.Stream {
  /// `Artist - Title`, or the title alone.
  var displayName: String { Wording.name(artist: artist, title: title) }

  /// The part of the body that was sent, from 0 to 1; `nil` while its length is not known.
  var fraction: Double? {
    guard let length, length > 0 else { return nil }
    return min(1, max(0, Double(bytesSent) / Double(length)))
  }

  /// The part of the track that was fetched for this stream, from 0 to 1; `nil` while the length is not known.
  var fetched: Range<Double>? {
    guard let whole = details.trackLength ?? length, whole > 0 else { return nil }
    let start = min(1, max(0, Double(details.firstByte) / Double(whole)))
    let sent = details.firstByte.addingReportingOverflow(bytesSent)
    let end = max(offset, sent.overflow ? .max : sent.partialValue)
    return start..<max(start, min(1, Double(end) / Double(whole)))
  }
}

extension StreamState {
  /// What needs attention sorts first.
  var urgency: Int {
    switch self {
    case .lost: 0
    case .filling: 1
    case .stalled: 2
    case .retrying: 3
    case .refreshing: 4
    case .resolving: 5
    case .holding: 6
    case .queued: 7
    case .streaming: 8
    case .done: 9
    }
  }
}
