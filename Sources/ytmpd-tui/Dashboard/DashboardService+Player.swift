import ConfigurationKit
import DashboardKit
import FoundationEssentials
import LibraryKit
import MPDKit
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
    switch effect {
    case .play(let id): try await play(id, on: player)
    case .playQueueSong(let id): try await client.skip(to: MPDSongID(rawValue: id))
    case .push(let ids): try await push(ids, to: client)
    case .pushPlaylist(let name, let replace): try await push(playlist: name, replace: replace, to: client)
    case .togglePause: try await client.togglePause()
    case .next:
      if try await backend.isPlayerHeldUp() { try await client.skipToNext() } else { try await client.next() }
    case .previous:
      if try await backend.isPlayerHeldUp() {
        try await client.skipToPrevious(inRandomOrder: player.goBack())
      } else {
        try await client.previous()
      }
    case .seek(let seconds): try await client.seek(by: .seconds(seconds))
    case .seekTo(let seconds): try await client.seek(to: .seconds(seconds))
    case .changeVolume(let step): try await client.changeVolume(by: step)
    case .setVolume(let percent): try await client.setVolume(percent)
    case .toggle(let option): try await client.toggle(MPDOption(option))
    case .moveQueueSong(let id, let position):
      try await client.move(MPDSongID(rawValue: id), to: position)
    case .removeQueueSongs(let ids): try await client.delete(ids.map(MPDSongID.init))
    case .clearQueue: try await client.clear()
    default: break
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
    toast(.info, "\(Wording.count(result.ids.count, "track")) added to the queue")
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

  private func push(playlist name: String, replace: Bool, to client: MPDClient) async throws {
    guard
      let playlist = try await backend.library.store.offPool({ store throws(StoreError) in
        try store.playlist(named: name)
      }), !playlist.tracks.isEmpty
    else { return toast(.warning, "The playlist has no tracks") }
    let push = PlaylistPush(
      playlist, files: backend.library.options.files, urls: backend.urls,
      mode: replace ? .replace : .append, playFrom: replace ? 0 : nil)
    let result = try await push.carryOut(on: client)
    backend.events.publish(.mpdPushed(name: push.name, songs: result.ids.count))
    toast(.info, "\(Wording.count(result.ids.count, "track")) of \(push.name) added to the queue")
  }
}

extension MPDOption {
  /// The option as the dashboard has it.
  fileprivate init(_ option: PlayerSnapshot.Option) {
    self =
      switch option {
      case .repeat: .repeat
      case .random: .random
      case .single: .single
      case .consume: .consume
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
