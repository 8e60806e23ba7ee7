extension MPDClient {
  /// Puts songs into the queue, with their tags, and plays one if asked to.
  ///
  /// When MPD has the stored playlist the push names, it loads that, which gives the songs their durations;
  /// otherwise, as when MPD does not share the playlist directory, they are added by URL. No other command of
  /// this client comes between the steps. In a queue that is to be replaced the old songs are taken out last,
  /// as long as there is room for both.
  ///
  /// - Throws: ``MPDError/tooManySongs(count:room:)`` before anything is changed;
  ///   ``MPDError/interruptedPush(added:of:)`` when MPD was lost half way; whatever MPD refuses, with the songs
  ///   taken out again.
  @discardableResult
  public func push(_ push: MPDPush) throws(MPDError) -> MPDPushResult {
    try perform(within: deadlines.playback) { connection throws(MPDError) in try connection.push(push) }
  }

  /// Makes edits of songs' tags.
  func apply(_ edits: [SongEdit]) throws(MPDError) {
    try perform(within: deadlines.playback) { connection throws(MPDError) in try connection.apply(edits) }
  }

  /// The player, and the songs that changed since `version`; 0 for all.
  func reading(since version: UInt32) throws(MPDError) -> QueueReading {
    try perform { connection throws(MPDError) in try connection.reading(since: version) }
  }
}
