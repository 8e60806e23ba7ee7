import GRDB

extension TrackStore {
  /// A playlist file that was written by us.
  public struct PlaylistFileRecord: Sendable, Equatable {
    /// Where it is.
    public var path: String
    /// The playlist in it, by its name in the library.
    public var playlist: String
    /// The digest of what was written; see ``PlaylistFile/digest(of:)``.
    public var digest: Int64

    /// A file that was written.
    public init(path: String, playlist: String, digest: Int64) {
      self.path = path
      self.playlist = playlist
      self.digest = digest
    }
  }

  /// The playlist files that were written by us and not removed since, by path.
  ///
  /// - Throws: ``StoreError``.
  public func playlistFiles() throws(StoreError) -> [PlaylistFileRecord] {
    try reading { db in
      try Row.fetchAll(db, sql: "SELECT path, playlist, digest FROM ytmpd_tui_playlist_files ORDER BY path")
        .compactMap { row in
          guard let path = String.fromDatabaseValue(row[0]), let name = String.fromDatabaseValue(row[1]),
            let digest = Int64.fromDatabaseValue(row[2])
          else { return nil }
          return PlaylistFileRecord(path: path, playlist: name, digest: digest)
        }
    }
  }

  /// Keeps that a file is ours.
  ///
  /// - Throws: ``StoreError``.
  public func notePlaylistFile(_ record: PlaylistFileRecord) throws(StoreError) {
    try writing { db in
      try db.execute(
        sql: """
          INSERT INTO ytmpd_tui_playlist_files (path, playlist, digest) VALUES (?1, ?2, ?3)
          ON CONFLICT (path) DO UPDATE SET playlist = ?2, digest = ?3
          """, arguments: [record.path, record.playlist, record.digest])
    }
  }

  /// Forgets a file: it is gone, or another program's now.
  ///
  /// - Throws: ``StoreError``.
  public func forgetPlaylistFile(_ path: String) throws(StoreError) {
    try writing { db in
      try db.execute(sql: "DELETE FROM ytmpd_tui_playlist_files WHERE path = ?", arguments: [path])
    }
  }
}
