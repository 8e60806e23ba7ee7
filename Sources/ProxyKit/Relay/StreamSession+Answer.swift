import TrackKit

/// What the client is answered.
extension StreamSession {
  /// The answer to a HEAD, to a range outside the track, or to a condition that decides, which takes no byte from the
  /// origin.
  mutating func answerWithoutFetching() -> [Action]? {
    guard !hasResponded, knownLength != nil else { return nil }
    let plan = makePlan()
    self.plan = plan
    // What a GET would get depends on a file that has not been seen.
    if isUndecided { return nil }
    return request.isHead || plan.isSettled ? answer(with: plan) : nil
  }

  /// Whether the conditions of the request settle the answer, so that it takes no slot either.
  var isSettledByConditions: Bool {
    guard !request.isHead, !isUndecided, knownLength != nil, request.conditions != Preconditions() else {
      return false
    }
    return [304, 412].contains(makePlan().status)
  }

  /// The part that is wanted, by what is known of the body so far.
  var range: RangeHeader? { request.range(of: mode == .inline ? nil : tag) }

  /// The validator of the body without metadata.
  private var tag: EntityTag? {
    knownLength.map { EntityTag(track.id, track.media?.rendition, length: $0) }
  }

  /// Answers with the head alone, and ends.
  mutating func answer(with plan: ResponsePlan) -> [Action] {
    phase = .ended
    hasResponded = true
    self.plan = plan
    return [.respond(plan), .finish]
  }

  mutating func finish() -> [Action] {
    phase = .ended
    return [.finish]
  }

  /// Whether MPD asks for a further range of a song that was lost a moment ago. MPD must not wait for it again.
  var isLostSeek: Bool {
    earlierLoss != nil && request.client.isMPD && !request.isHead && range?.startsInside == true
      && knownLength != nil
  }

  /// Answers a range with zeros.
  ///
  /// - Parameter loss: why the song was lost.
  mutating func fillAtOnce(_ loss: RelayMemory.Loss) -> [Action] {
    let plan = makePlan()
    self.plan = plan
    hasResponded = true
    guard !plan.isSettled, let end = plan.audio.end else {
      phase = .ended
      return [.respond(plan), .finish]
    }
    phase = .filling
    let event = ProxyEvent.Kind.streamLost(
      reference, bytes: 0, offset: plan.audio.first, reason: loss.reason, failure: loss.failure)
    return [.publish(event), .respond(plan), .remember(.lost(loss)), .fill(end - plan.audio.first)]
  }

  func makePlan() -> ResponsePlan {
    let type = contentType ?? "application/octet-stream"
    let fileName = DownloadName(
      track.displayName, id: track.id, contentType: type, fileExtension: track.media?.fileExtension)
    return ResponsePlan(
      request, mode: mode, metaint: rules.metaint,
      facts: ResponsePlan.Facts(
        name: track.displayName, contentType: type, bitrate: track.media?.bitrate, length: knownLength,
        fileName: fileName, tag: tag))
  }

  /// The media type of the track, as far as it is known.
  var contentType: String? {
    if let known = [pipedType, track.media?.contentType].compactMap(\.self).first(
      where: ResponsePlan.isMediaType)
    {
      return known
    }
    let mime = track.media?.queryValue("mime").map { String($0.prefix { $0 != ";" }) }
    return mime.flatMap { ResponsePlan.isMediaType($0) ? $0 : nil }
  }

  /// What puts metadata into the body. The bytes of the first range come before there is a plan, so it
  /// depends on nothing that the first answer tells.
  var interleaver: IcyInterleaver? {
    if let plan { return plan.interleaver }
    return mode == .inline ? IcyInterleaver(interval: rules.metaint, title: track.displayName) : nil
  }
}
