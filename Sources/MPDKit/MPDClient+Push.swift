extension MPDClient {
  /// Puts songs into the queue, with their tags, and plays one if asked to.
  ///
  /// When MPD has the stored playlist the push names, it loads that, which gives the songs their durations;
  /// otherwise, as when MPD does not share the playlist directory, they are added by URL. No other command of
  /// this client comes between the steps. In a queue that is to be replaced the old songs are taken out last,
  /// as long as there is room for both.
  ///
  /// When MPD is lost half way, be it that it crashed or that it did not answer, the client waits for it
  /// (``Deadlines/recovery``), takes out what had come, and does it all once more: ``MPDPushResult/wasResumed``.
  ///
  /// - Throws: ``MPDError/tooManySongs(count:room:)`` and ``MPDError/permission(command:)`` before anything is
  ///   changed; ``MPDError/interruptedPush(added:of:)`` when MPD was lost half way and did not come back in time;
  ///   ``MPDError/pushRolledBack(reason:)`` when it came back, but could not be given the songs; whatever MPD
  ///   refuses, with the songs taken out again.
  @discardableResult
  public func push(_ push: MPDPush) throws(MPDError) -> MPDPushResult {
    var trace: PushTrace?
    do throws(MPDError) {
      return try perform(within: deadlines.playback) { connection throws(MPDError) in
        try connection.push(push, trace: &trace)
      }
    } catch {
      guard let trace, error.endsConnection || error.isInterruption else { throw error }
      return try resume(push, trace: trace, after: error)
    }
  }

  private func resume(
    _ push: MPDPush, trace: PushTrace, after loss: MPDError
  ) throws(MPDError) -> MPDPushResult {
    var added = 0
    if case .interruptedPush(let count, _) = loss { added = count }
    guard comesBack() else {
      if isClosed { throw .closed }
      throw .interruptedPush(added: added, of: push.entries.count)
    }
    do throws(MPDError) {
      return try perform(within: deadlines.playback) { connection throws(MPDError) in
        try connection.takeBack(push, trace: trace)
        var second: PushTrace?
        var result = try connection.push(push, trace: &second)
        result.wasResumed = true
        // An MPD that was only asleep may have come to the old commands after the new connection.
        try connection.takeBack(push, trace: trace, keeping: result.ids)
        return result
      }
    } catch {
      if isClosed { throw .closed }
      guard comesBack() else { throw .interruptedPush(added: added, of: push.entries.count) }
      do throws(MPDError) {
        _ = try perform { connection throws(MPDError) in try connection.takeBack(push, trace: trace) }
      } catch {
        throw .interruptedPush(added: added, of: push.entries.count)
      }
      throw .pushRolledBack(reason: error.description)
    }
  }

  /// Makes edits of songs' tags.
  func apply(_ edits: [SongEdit], in partition: String = MPDConnection.defaultPartition) throws(MPDError) {
    try perform(within: deadlines.playback) { connection throws(MPDError) in
      try connection.visit(partition) { connection throws(MPDError) in try connection.apply(edits) }
    }
  }

  /// The player, and the songs that changed since `version`; 0 for all.
  func reading(since version: UInt32, in partition: String = MPDConnection.defaultPartition) throws(MPDError)
    -> QueueReading
  {
    try perform { connection throws(MPDError) in
      try connection.visit(partition) { connection throws(MPDError) in
        try connection.reading(since: version)
      }
    }
  }

  /// The names of the partitions.
  func partitions() throws(MPDError) -> [String] {
    try perform { connection throws(MPDError) in try connection.partitions() }
  }
}
