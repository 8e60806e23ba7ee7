import Glibc

// Every command throws `MPDError`: the server's refusal, or that there is no connection.

extension MPDClient {
  // MARK: Reading

  /// What the player is doing.
  public func status() throws(MPDError) -> MPDStatus {
    try perform { connection throws(MPDError) in try connection.status() }
  }

  /// The song that is playing or held; `nil` when there is none.
  public func currentSong() throws(MPDError) -> MPDSong? {
    try perform { connection throws(MPDError) in try connection.currentSong() }
  }

  /// The whole queue.
  public func queue() throws(MPDError) -> [MPDSong] {
    try perform { connection throws(MPDError) in try connection.queue() }
  }

  /// The songs of the queue that came, moved or changed since `version`; 0 gives all.
  public func queueChanges(since version: UInt32) throws(MPDError) -> [MPDSong] {
    try perform { connection throws(MPDError) in try connection.queueChanges(since: version) }
  }

  /// The names of the stored playlists.
  public func storedPlaylists() throws(MPDError) -> [String] {
    try perform { connection throws(MPDError) in try connection.storedPlaylists() }
  }

  /// The URIs of a stored playlist.
  public func storedPlaylist(named name: String) throws(MPDError) -> [String] {
    try perform { connection throws(MPDError) in try connection.storedPlaylist(named: name) }
  }

  /// Asks MPD for a sign of life.
  ///
  /// - Parameter deadline: how long MPD may take to answer, and to greet if there is no connection yet.
  public func ping(within deadline: Duration? = nil) throws(MPDError) {
    try command("ping", within: deadline)
  }

  // MARK: Playing

  /// Plays, or goes on after a pause.
  public func play() throws(MPDError) {
    try command("play", within: deadlines.playback)
  }

  /// Plays a song of the queue.
  public func play(_ id: MPDSongID) throws(MPDError) {
    try command("playid", "\(id)", within: deadlines.playback)
  }

  /// Plays the song at `position` of the queue, from 0.
  public func play(position: Int) throws(MPDError) {
    try command("play", "\(max(0, position))", within: deadlines.playback)
  }

  /// Pauses a playing song, goes on with a held one, and starts a stopped player.
  public func togglePause() throws(MPDError) {
    try perform(within: deadlines.playback) { connection throws(MPDError) in
      let isStopped = try connection.status().state == .stopped
      try connection.run(isStopped ? "play" : "pause")
    }
  }

  /// Holds the song, or goes on with it.
  public func pause(_ isPaused: Bool) throws(MPDError) {
    try command("pause", isPaused ? "1" : "0")
  }

  /// Stops; the songs stay.
  public func stop() throws(MPDError) {
    try command("stop")
  }

  /// The next song. While the current song's bytes stall, all of MPD waits with this; ``skip(to:)`` doesn't.
  public func next() throws(MPDError) {
    try command("next", within: deadlines.playback)
  }

  /// The previous song; waits as ``next()`` does.
  public func previous() throws(MPDError) {
    try command("previous", within: deadlines.playback)
  }

  /// Leaves a song whose bytes may be stalling: `stop` closes its stream at once, and only then the other
  /// song is started, with a command of its own.
  public func skip(to id: MPDSongID) throws(MPDError) {
    try stop()
    try play(id)
  }

  /// Skips forward as ``skip(to:)`` does; stops behind the last song.
  public func skipToNext() throws(MPDError) {
    let status = try status()
    try stop()
    if let next = status.nextSongID {
      try play(next)
    } else if let position = status.songPosition, !status.isRandom, position + 1 < status.queueLength {
      // With `single`, MPD names no next song.
      try play(position: position + 1)
    }
  }

  /// Skips backward as ``skip(to:)`` does; the first song starts again.
  ///
  /// - Parameter predecessor: what was played before the current song, for random order: MPD knows but does not
  ///   tell. A song that has left the queue, or `nil`, leaves the choice to ``previous()``, which waits.
  public func skipToPrevious(inRandomOrder predecessor: MPDSongID? = nil) throws(MPDError) {
    let status = try status()
    guard let position = status.songPosition else { return try previous() }
    guard status.isRandom else {
      try stop()
      return try play(position: max(0, position - 1))
    }
    guard let predecessor, try holds(predecessor) else { return try previous() }
    try skip(to: predecessor)
  }

  /// Goes to a place in the current song.
  ///
  /// - Throws: ``MPDError/notPlaying(command:)`` when there is none.
  public func seek(to time: Duration) throws(MPDError) {
    try seek(SeekTime.absolute(time))
  }

  /// Goes forward, or backward, in the current song; not beyond its start.
  ///
  /// - Throws: ``MPDError/notPlaying(command:)`` when there is none.
  public func seek(by offset: Duration) throws(MPDError) {
    try seek(SeekTime.relative(offset))
  }

  /// MPD calls a song that it has only just begun to decode not seekable, which it may be a moment later.
  private func seek(_ time: String) throws(MPDError) {
    let end = ContinuousClock.now + .seconds(1)
    var isSecondTry = false
    while true {
      do throws(MPDError) {
        try command("seekcur", time, within: deadlines.playback)
        // It would be shown as the state of the player.
        if isSecondTry { try clearError() }
        return
      } catch {
        guard case .rejected(_, _, "Not seekable") = error, ContinuousClock.now < end,
          try status().elapsed ?? .zero < .seconds(1)
        else { throw error }
        isSecondTry = true
        usleep(50_000)
      }
    }
  }

  /// Sets the volume, 0 to 100; other values are brought into that range.
  ///
  /// - Throws: ``MPDError/noMixer`` when no output has a volume.
  public func setVolume(_ percent: Int) throws(MPDError) {
    try perform { connection throws(MPDError) in try connection.setVolume(percent) }
  }

  /// Makes it louder, or softer, by so many per cent.
  ///
  /// - Returns: the new volume, 0 to 100.
  /// - Throws: ``MPDError/noMixer`` when no output has a volume.
  @discardableResult
  public func changeVolume(by percent: Int) throws(MPDError) -> Int {
    try perform { connection throws(MPDError) in
      guard let volume = try connection.status().volume else { throw .noMixer }
      let wanted = min(100, max(0, volume + min(100, max(-100, percent))))
      try connection.setVolume(wanted)
      return wanted
    }
  }

  /// Turns an option on or off.
  public func set(_ option: MPDOption, _ isOn: Bool) throws(MPDError) {
    try command(option.rawValue, isOn ? "1" : "0")
  }

  /// Turns an option on when it is off, and off when it is on, whatever the caller saw last.
  ///
  /// - Returns: whether it is on now.
  @discardableResult
  public func toggle(_ option: MPDOption) throws(MPDError) -> Bool {
    try perform { connection throws(MPDError) in
      let isOn = !option.isOn(in: try connection.status())
      try connection.run(option.rawValue, isOn ? "1" : "0")
      return isOn
    }
  }

  /// Makes MPD forget its last error.
  public func clearError() throws(MPDError) {
    try command("clearerror")
  }
}
