public import ProxyKit

/// What the dashboard wants done; the program's edge does it and answers with messages.
public enum Effect: Sendable, Equatable {
  /// Read the proxy's gauges and answer with ``Message/status(_:)``.
  case readStatus
  /// Read the library and answer with ``Message/tracks(_:)``.
  case loadTracks
  /// Read one track and answer with ``Message/track(_:)``.
  case loadTrack(VideoID)
  /// Read the playlists and answer with ``Message/playlists(_:)``.
  case loadPlaylists
  /// Resolve these tracks' URLs anew.
  case refresh([VideoID])
  /// Resolve every expired URL anew.
  case refreshExpired
  /// Play this track in MPD: the song in its queue, or appended to it.
  case play(VideoID)
  /// Play the song of MPD's queue that has this id.
  case playQueueSong(UInt32)
  /// Append these tracks to MPD's queue.
  case push([VideoID])
  /// Append a playlist to MPD's queue, or put it in the queue's place and play it.
  case pushPlaylist(name: String, replace: Bool)
  /// Play or pause.
  case togglePause
  /// Skip to the next song.
  case next
  /// Go back to the song before.
  case previous
  /// Add what this URL or id names.
  case add(String)
  /// Stop the long work under way.
  case cancelWork
  /// Paint the whole screen anew, whatever the terminal may show now.
  case redraw
  /// Leave.
  case quit
}
