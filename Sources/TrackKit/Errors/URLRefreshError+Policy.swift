public import FoundationEssentials

extension URLRefreshError {
  /// What another try brings: ``Disposition/retry`` for what may pass within seconds, ``Disposition/giveUp`` for the
  /// rest, which ``nextTry(after:)`` knows better.
  public var disposition: Disposition {
    switch kind {
    case .network, .timeout, .other: .retry
    default: .giveUp
    }
  }

  /// Whether yt-dlp found no network.
  public var isNetworkAway: Bool { kind == .network }

  /// Whether YouTube asked this address or account to stop, so that further questions make it worse.
  public var opensBreaker: Bool {
    switch kind {
    case .botCheck, .rateLimit, .signInRequired: true
    default: false
    }
  }

  /// Whether it is the track that can't be had, rather than the network, yt-dlp or YouTube as a whole: other tracks
  /// play on.
  public var isTracksOwn: Bool {
    switch kind {
    case .privateVideo, .removed, .accountTerminated, .membersOnly, .premiumOnly, .paid, .drmProtected,
      .geoBlocked, .ageRestricted, .notBegun, .live, .processing, .notOnThisApp, .noDirectFormat:
      true
    case .botCheck, .rateLimit, .signInRequired, .accountNeeded, .badCookies, .sabrOnly, .outdated,
      .noJavaScriptRuntime, .noFFmpeg, .network, .timeout, .notInstalled, .notExecutable, .badArguments,
      .notYouTube,
      .breakerOpen, .cancelled, .other:
      false
    }
  }

  /// Whether YouTube has answered the question, be it with a refusal of this one video.
  package var isAnswer: Bool { isTracksOwn || kind == .sabrOnly || kind == .accountNeeded }

  /// Whether no other question could end otherwise, until something is changed or time has passed.
  public var concernsAllTracks: Bool {
    switch kind {
    case .notInstalled, .notExecutable, .badArguments, .badCookies, .breakerOpen: true
    default: opensBreaker
    }
  }

  /// The moment before which asking again in the background is of no use.
  ///
  /// - Parameter now: when it failed.
  public func nextTry(after now: Date) -> Date {
    if let retryAt, retryAt > now { return retryAt }
    return now.addingTimeInterval(pause.seconds)
  }

  /// How long the state that a kind stands for lasts at least, as far as anybody knows.
  private var pause: Duration {
    switch kind {
    case .cancelled: .zero
    case .network, .timeout, .other: .seconds(30)
    case .processing: .seconds(10 * 60)
    // A person has to do something about these, and may do so at any time.
    case .outdated, .noJavaScriptRuntime, .noFFmpeg, .notInstalled, .notExecutable, .badArguments,
      .badCookies,
      .notYouTube, .accountNeeded:
      .seconds(10 * 60)
    case .botCheck, .rateLimit, .signInRequired, .breakerOpen: .seconds(15 * 60)
    case .notBegun, .notOnThisApp: .seconds(3600)
    // Played all the same, by yt-dlp itself: nobody waits for a URL.
    case .live, .sabrOnly, .noDirectFormat: .seconds(24 * 3600)
    case .privateVideo, .removed, .accountTerminated, .membersOnly, .premiumOnly, .paid, .drmProtected,
      .geoBlocked, .ageRestricted:
      .seconds(24 * 3600)
    }
  }
}
