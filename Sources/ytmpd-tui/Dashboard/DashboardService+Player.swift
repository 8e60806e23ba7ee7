import ConfigurationKit
import DashboardKit
import FoundationEssentials
import LibraryKit
import MPDKit
import TerminalKit
import TrackKit

extension DashboardService {
  /// Carries out what needs MPD. MPD may take its time: it answers some commands only when a song's first
  /// bytes have come, which is why nothing waits for this.
  ///
  /// - Throws: `MPDError`, `StoreError`.
  func carryOutOnPlayer(_ effect: Effect) async throws {
    guard let player = backend.player else {
      return toast(.error, "No MPD: mpd_socket_path or MPD_HOST is not a valid address")
    }
    let client = player.link.client
    if case .pushPlaylist(let playlist, replace: true) = effect {
      return try await undoably("replace", on: client) { [self] client in
        try await push(playlist: playlist, .replace, to: client)
      }
    }
    guard let name = effect.undoName else { return try await carryOut(effect, on: player, client) }
    try await undoably(name, on: client) { [self] client in
      try await carryOut(effect, on: player, client)
      return []
    }
  }

  /// Makes a change of the queue that can be taken back.
  ///
  /// - Parameter change: returns the songs it has put into the queue.
  func undoably(
    _ name: String, on client: MPDClient, _ change: (MPDClient) async throws -> [MPDSongID]
  ) async throws {
    var before = try await client.rememberQueue()
    before.added = Set(try await change(client))
    backend.player?.push(UndoStack.Change(name: name, before: before))
  }

  /// Takes the latest change of the queue back.
  func undo() async throws {
    guard let player = backend.player, let change = player.popChange() else {
      return toast(.warning, "Nothing to undo")
    }
    try await player.link.client.restore(change.before)
    player.link.retag()
    toast(.info, "Undid: \(change.name)")
  }

  private func carryOut(_ effect: Effect, on player: PlayerService, _ client: MPDClient) async throws {
    switch effect {
    case .play(let id): try await play(id, on: player)
    case .playQueueSong(let id): try await client.skip(to: MPDSongID(rawValue: id))
    case .push(let ids): try await push(ids, to: client)
    case .pushPlaylist(let name, _): _ = try await push(playlist: name, .append, to: client)
    case .next, .previous:
      guard try await backend.isPlayerHeldUp() else { return try await client.carryOut(effect) }
      if case .next = effect { return try await client.skipToNext() }
      try await client.skipToPrevious(inRandomOrder: player.goBack())
    case .readSound: try await showSound(client)
    case .setOutput(let id, let isOn):
      try await client.setOutput(id, isOn: isOn)
      try await showSound(client)
    case .setReplayGain(let mode):
      try await client.setReplayGain(MPDSound.ReplayGain(mode))
      try await showSound(client)
    case .setCrossfade(let seconds):
      try await client.setCrossfade(seconds)
      try await showSound(client)
    case .enterPartition(let name):
      try await player.link.enter(name)
      // Another queue: nothing that was done in the one before can be taken back there.
      player.forgetChanges()
      try await showSound(client)
    default: try await client.carryOut(effect)
    }
  }

  private func play(_ id: VideoID, on player: PlayerService) async throws {
    let queued = player.snapshot?.queue.first { backend.urls.track(behind: $0.uri) == id }
    if let queued { return try await player.link.client.skip(to: queued.id) }
    let result = try await selection([id]).carryOut(on: player.link.client)
    if let song = result.ids.first { try await player.link.client.skip(to: song) }
  }

  private func push(_ ids: [VideoID], to client: MPDClient) async throws {
    let result = try await selection(ids).carryOut(on: client)
    backend.events.publish(.mpdPushed(name: "selection", songs: result.ids.count))
    toast(.info, "Added \(Wording.count(result.ids.count, "track")) to the queue")
  }

  private func selection(_ ids: [VideoID], mode: MPDPush.Mode = .append) async throws -> SelectionPush {
    let tracks = try await backend.library.store.offPool { store throws(StoreError) in
      var tracks: [Track] = []
      for id in ids {
        if let track = try store.track(id) { tracks.append(track) }
      }
      return tracks
    }
    return SelectionPush(tracks, files: backend.library.options.files, urls: backend.urls, mode: mode)
  }

  /// Puts a playlist into the queue.
  ///
  /// - Returns: its songs there.
  func push(playlist name: String, _ place: QueuePlace, to client: MPDClient) async throws -> [MPDSongID] {
    guard
      let playlist = try await backend.library.store.offPool({ store throws(StoreError) in
        try store.playlist(named: name)
      }), !playlist.tracks.isEmpty
    else {
      toast(.warning, "The playlist has no tracks")
      return []
    }
    let push = PlaylistPush(
      playlist, files: backend.library.options.files, urls: backend.urls,
      mode: MPDPush.Mode(place), playFrom: place == .replace ? 0 : nil)
    let result = try await push.carryOut(on: client)
    backend.events.publish(.mpdPushed(name: push.name, songs: result.ids.count))
    let count = Wording.count(result.ids.count, "track")
    switch place {
    case .append: toast(.info, "Added \(count) of \(push.name) to the queue")
    case .next: toast(.info, "\(push.name) plays next: \(count)")
    case .replace: toast(.info, "Replaced the queue with \(push.name): \(count)")
    }
    return result.ids
  }
}

extension MPDPush.Mode {
  /// Where the songs go, in MPD's terms.
  fileprivate init(_ place: QueuePlace) {
    self =
      switch place {
      case .append: .append
      case .next: .insertNext
      case .replace: .replace
      }
  }
}

extension PlayerSnapshot {
  /// MPD as the dashboard shows it.
  init(_ snapshot: MPDSnapshot, urls: TrackURL) {
    self.init(takenAt: Date())
    connected = true
    let status = snapshot.status
    state =
      switch status.state {
      case .playing: .play
      case .paused: .pause
      case .stopped: .stop
      }
    artist = snapshot.song?.artist
    title = snapshot.song.map { $0.title ?? $0.name ?? $0.displayName }
    songID = snapshot.song?.id.rawValue
    elapsed = status.elapsed
    duration = status.duration ?? snapshot.song?.duration
    bitrate = status.bitrate
    audioFormat = status.audioFormat?.description
    volume = status.volume
    problem = status.error
    if status.isRepeating { options.insert(.repeat) }
    if status.isRandom { options.insert(.random) }
    if status.single != .off { options.insert(.single) }
    if status.isConsuming { options.insert(.consume) }
    queue = snapshot.queue.map { song in
      QueueSong(
        id: song.id.rawValue, artist: song.artist, title: song.title ?? song.displayName,
        album: song.album, duration: song.duration, videoID: urls.track(behind: song.uri))
    }
  }
}
