import TrackKit

/// Who gets ICY metadata between the audio bytes (`icy_metadata`).
public enum IcyPolicy: String, Sendable, CaseIterable {
  /// Clients that ask for it, except an MPD whose queue we tag: that one can seek instead.
  case auto
  /// Clients that ask for it.
  case always
  /// No client.
  case never
}

/// Which body a request gets.
enum BodyMode: Sendable, Equatable {
  /// The track alone, with ranges when its length is known.
  case seekable(icyName: Bool)
  /// The track with ICY metadata put in, without ranges.
  case inline

  /// Chooses for `request`.
  ///
  /// - Parameter tagsQueue: whether it is our own MPD that asks, and the song's tags are kept right in its queue, so
  ///   that it needs none from the stream.
  static func choose(for request: ProxyRequest, policy: IcyPolicy, tagsQueue: Bool) -> BodyMode {
    let wantsWhole = request.range == nil || request.range == .from(0, to: nil)
    let isTaggedMPD = request.client.isMPD && tagsQueue
    let isAllowed =
      request.icyOverride
      ?? (request.asksForIcy && (policy == .always || (policy == .auto && !isTaggedMPD)))
    if isAllowed, wantsWhole { return .inline }
    // An icy-name would make MPD forget the tags we gave the song.
    let namesTrack = policy != .never && request.icyOverride != false && !isTaggedMPD && !request.isVLC
    return .seekable(icyName: namesTrack)
  }
}
