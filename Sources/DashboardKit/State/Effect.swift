public import TrackKit

/// What the dashboard wants done; the program's edge does it and answers with messages.
public enum Effect: Sendable, Equatable, Codable {
  /// Read the proxy's gauges and answer with ``Message/status(_:)``.
  case readStatus
  /// Read the library and answer with ``Message/tracks(_:)``.
  case loadTracks
  /// Read the playlists and answer with ``Message/playlists(_:)``.
  case loadPlaylists
  /// Read what a playlist holds and answer with ``Message/playlist(_:)``.
  case loadPlaylist(name: String)
  /// Refresh the URLs of these tracks.
  case refresh([VideoID])
  /// Refresh every expired URL.
  case refreshExpired
  /// Play this track in MPD: the song in its queue, or appended to it.
  case play(VideoID)
  /// Play the song of MPD's queue that has this id.
  case playQueueSong(UInt32)
  /// Append these tracks to MPD's queue.
  case push([VideoID])
  /// Append a playlist to MPD's queue, or put it in the queue's place and play it.
  case pushPlaylist(name: String, replace: Bool)
  /// Sync a playlist, or every one of the configuration.
  case sync(playlist: String?)
  /// Refresh every URL of the library.
  case refreshAll
  /// Have these tracks on this machine for good, or let them go.
  case keep([VideoID], Bool)
  /// The same for playlists, by name.
  case keepPlaylists([String], Bool)
  /// Remove a playlist; its tracks stay.
  case removePlaylist(name: String)
  /// Ask YouTube for at most so many tracks and answer with ``Message/searchResults(_:)``.
  case search(String, count: Int)
  /// Make a radio out of a track and put it into the queue; `nil` for the song that is playing.
  case radio(VideoID?, QueuePlace)
  /// Take the last change of the queue back: songs, tags, ranges and the place in the song.
  case undo
  /// Go forward in the song, or backward, by so many seconds.
  case seek(by: Double)
  /// Go to a place in the song, in seconds.
  case seekTo(Double)
  /// Make it louder or softer, in percent.
  case changeVolume(by: Int)
  /// Set the volume in percent.
  case setVolume(Int)
  /// Switch an option of the player.
  case toggle(PlayerSnapshot.Option)
  /// Read how the sound leaves the player and answer with ``Message/sound(_:)``, as after each of the changes below.
  case readSound
  /// Switch one of the player's outputs.
  case setOutput(id: Int, isOn: Bool)
  /// Choose what levels the loudness of songs.
  case setReplayGain(PlayerSound.ReplayGain)
  /// Have songs fade into the next for so many seconds.
  case setCrossfade(Int)
  /// Show and command another of the player's partitions.
  case enterPartition(String)
  /// Move a song of MPD's queue to a position, from 0.
  case moveQueueSong(id: UInt32, to: Int)
  /// Take songs out of MPD's queue.
  case removeQueueSongs([UInt32])
  /// Clear MPD's queue.
  case clearQueue
  /// Run a program with these words, without a shell, and say when it fails.
  case run([String])
  /// Hand text to the terminal's clipboard.
  case copy(String)
  /// Write these lines into a new file and say where it is.
  case exportEvents([String])
  /// Stop the screen as ^Z does, while the music plays on.
  case suspend
  /// Play or pause.
  case togglePause
  /// Skip to the next song.
  case next
  /// Go back to the previous song.
  case previous
  /// Add what this URL or id names.
  case add(String)
  /// Stop the long work that has this number.
  case cancelWork(WorkProgress.ID)
  /// Repaint the whole screen.
  case redraw
  /// Leave.
  case quit
  /// Leave the screen, and the program when the songs that play have been delivered.
  case quitWhenDelivered
  /// Leave the screen; the program goes on in the background.
  case detach
}
