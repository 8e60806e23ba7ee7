public import TrackKit

extension TrackStore {
  /// The playlist that a person means by `name`: its name, with or without the prefix, or the name of its file.
  ///
  /// - Throws: ``StoreError`` when SQLite fails.
  public func playlist(matching name: String, prefix: String) throws(StoreError) -> StoredPlaylist? {
    let names = try playlists().map(\.name)
    return try PlaylistName.match(name, prefix: prefix, among: names).flatMap { match throws(StoreError) in
      try playlist(named: match)
    }
  }
}
