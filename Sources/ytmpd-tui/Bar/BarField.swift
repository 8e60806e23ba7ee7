/// What a line for a bar can tell.
enum BarField: String, CaseIterable, Sendable {
  /// The song that MPD plays or holds: its artist, its title, its album, and `Artist - Title`.
  case artist, title, album, song
  /// What MPD does: ``BarFacts/State``.
  case state
  /// The same as a sign.
  case icon
  /// How far the song is, how much is left of it, how long it is: `1:23`.
  case elapsed, left, duration
  /// The volume in per cent.
  case volume
  /// The place of the song in MPD's queue, from 1, and how many songs the queue has.
  case position, queue
  /// Streams that hold a slot, slots, requests that wait, streams that retry.
  case streams, limit, waiting, retrying
  /// What all clients get together: `162 kB/s`.
  case rate
  /// Whether yt-dlp can be asked, in the words of `GET /status`.
  case resolver

  /// Whether its value changes though nothing happens.
  var runs: Bool { self == .elapsed || self == .left || self == .rate }
}
