import TrackKit

/// The last resort: a track without a URL to fetch is delivered by yt-dlp itself, as a body of unknown length.
extension StreamSession {
  /// Whether `error`, for which the song would be given up, means that only fragments or a live stream are offered.
  func mayPipe(after error: any ProxyError) -> Bool {
    guard rules.pipesAudio, !hasResponded, !isPiped, let error = error as? URLRefreshError else {
      return false
    }
    // A seek must go on in the rendition that it began with.
    return error.isWithoutURL && (rendition == nil || request.range?.startsInside != true)
  }

  /// Has yt-dlp deliver the track.
  mutating func pipe(after error: any ProxyError) -> [Action] {
    // No URL of earlier times plays any part in it.
    track.media = nil
    (plan, next, failure, current, disputedTotal) = (nil, 0, nil, nil, nil)
    let plan = makePlan()
    if request.isHead || plan.isSettled { return answer(with: plan) }
    isPiped = true
    phase = .piping
    let isLive = (error as? URLRefreshError)?.kind == .live
    return [.publish(.streamPiped(reference, reason: error.sentence)), .pipe(isLive: isLive)]
  }

  /// What it delivers is of this type.
  mutating func pipeBegan(type: String) {
    guard phase == .piping, !hasResponded else { return }
    pipedType = type
    plan = makePlan()
  }

  /// It has delivered so many bytes.
  mutating func pipeBrought(_ count: Int64, at now: Moment) -> [Action] {
    guard phase == .piping, plan != nil else { return [] }
    return took(count, at: now)
  }

  /// It has come to its end, or to a failure.
  mutating func pipeEnded(_ error: URLRefreshError?, at now: Moment) -> [Action] {
    guard phase == .piping else { return [] }
    guard let error else { return finish() }
    guard !hasResponded, error.disposition == .retry else { return lose(error) }
    // From the beginning: there may be a URL by then.
    (isPiped, pipedType) = (false, nil)
    return retry(after: error, delay: nil, thenResolve: error.sentence, at: now)
  }

  /// Whether the client has so little to read that more may come.
  var hasPipeRoom: Bool { unsent < Self.pipeRoom }

  /// What waits in memory for one client, in bytes.
  private static let pipeRoom: Int64 = 128 * 1024
}

extension URLRefreshError {
  /// Whether YouTube has the video, but as fragments or as a live stream.
  fileprivate var isWithoutURL: Bool {
    switch kind {
    case .noDirectFormat: wantedFormat == nil
    case .sabrOnly, .live: true
    default: false
    }
  }
}
