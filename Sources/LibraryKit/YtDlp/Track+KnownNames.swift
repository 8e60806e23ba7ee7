import TrackKit

extension Track {
  /// The track under the name the library has for it, if people, or ytmpd, chose that one; what a listing said gives
  /// way. What this track does not know, or the library does not, is taken from the other.
  func named(as known: Track?, keepsNames: Bool) -> Track {
    guard let known else { return self }
    var track = self
    if known.title != id.rawValue, keepsNames || title == id.rawValue { track.title = known.title }
    track.artist = keepsNames ? known.artist ?? artist : artist ?? known.artist
    track.album = album ?? known.album
    track.duration = duration ?? known.duration
    return track
  }

  /// Whether artist, title and album are those of `other`.
  func isCalled(as other: Track) -> Bool {
    displayName == other.displayName && album == other.album
  }
}
