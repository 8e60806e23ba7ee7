import TrackKit

/// Who gets ICY metadata between the audio bytes (`icy_metadata`).
public enum IcyPolicy: String, Sendable, CaseIterable {
  /// Clients that ask for it and don't seek, except an MPD whose queue we tag.
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

  /// What besides the request decides.
  struct Situation: Sendable, Equatable {
    /// Whether it is our own MPD that asks, and the song's tags are kept right in its queue, so that it needs none from
    /// the stream.
    var tagsQueue = false
    /// Whether the same program at the same address has asked for a range of the track lately (``SeekMemory``).
    var seeks = false
    /// How the file is laid out, `nil` while that is not known.
    var layout: MediaLayout?
  }

  /// Chooses for `request`.
  static func choose(for request: ProxyRequest, policy: IcyPolicy, in situation: Situation) -> BodyMode {
    let isTaggedMPD = request.client.isMPD && situation.tagsQueue
    let isAllowed =
      request.icyOverride
      ?? (request.asksForIcy && (policy == .always || (policy == .auto && !isTaggedMPD)))
    // Who must have metadata gets it in place of `bytes=0-` too, which is the whole. To others seeking is worth more.
    let isForced = request.icyOverride == true || policy == .always
    let wantsWhole = request.range == nil || request.range == .from(0, to: nil)
    // All MPDs call themselves alike: what ours has asked for says nothing of another.
    let hasSought = situation.seeks && !request.client.isMPD
    let isForInline = isForced ? wantsWhole : !request.showsThatItSeeks && !hasSought
    // No player finds its way through a file with its index at the end without seeking.
    if isAllowed, isForInline, situation.layout != .indexBehind { return .inline }
    // An icy-name would make MPD forget the tags we gave the song.
    let namesTrack = policy != .never && request.icyOverride != false && !isTaggedMPD && !request.isVLC
    return .seekable(icyName: namesTrack)
  }
}
