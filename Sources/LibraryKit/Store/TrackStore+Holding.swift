import Synchronization
public import TrackKit

extension TrackStore {
  /// Answers with the URL of `track` from now on, though it is not written yet; ``saveResolved(_:)`` writes it.
  ///
  /// So a song plays, and is seekable, while the database is locked, full or read-only.
  public func hold(_ track: Track) {
    guard track.media != nil else { return }
    held.withLock { $0.put(track) }
  }

  /// How many URLs are held in memory alone.
  public var heldCount: Int { held.withLock { $0.count } }

  /// Writes what is held, the oldest first.
  ///
  /// - Returns: how many URLs were written.
  /// - Throws: ``StoreError``; what was not written stays held.
  public func saveHeld() throws(StoreError) -> Int {
    var count = 0
    for track in held.withLock({ $0.all }) {
      try saveResolved(track)
      count += 1
    }
    return count
  }
}

extension Track {
  /// The track with the media of `other`, should that be newer.
  func with(newerMediaOf other: Track) -> Track {
    guard let theirs = other.media else { return self }
    if let ours = media, ours.resolvedAt >= theirs.resolvedAt { return self }
    var track = self
    track.media = theirs
    return track
  }
}

extension StoredTrack {
  /// The track with the URL that is held for it, should that be newer: it is the library's, though not written yet.
  func with(_ held: Track?) -> StoredTrack {
    guard let held else { return self }
    var stored = self
    stored.track = track.with(newerMediaOf: held)
    if stored.track.media != track.media { stored.mark = nil }
    return stored
  }
}
