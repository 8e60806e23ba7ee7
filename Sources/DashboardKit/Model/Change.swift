/// What a message changed, as far as lists depend on it.
enum Change: Sendable, Equatable {
  case streams
  /// Tracks of the library came, went, or are called otherwise.
  case library
  /// One track changed, but neither its name nor its place in other than these orders.
  case track(Set<TrackOrder>)
  case playlists
  case queue
  /// Another song of the same queue is on, or the order of what follows is another.
  case song
  case events
  case log
  case searches
}
