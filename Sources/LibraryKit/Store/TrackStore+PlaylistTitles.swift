import GRDB
import TrackKit

extension TrackStore {
  /// The title at YouTube that the playlist called `name` was named after; `nil` when a person named it.
  ///
  /// - Throws: ``StoreError``.
  func title(ofPlaylist name: String) throws(StoreError) -> String? {
    try reading { db in
      try String.fetchOne(
        db,
        sql: """
          SELECT n.title FROM ytmpd_tui_playlist_titles n
          JOIN ytmpd_tui_playlists p ON p.id = n.playlist_id WHERE p.name = ?
          """, arguments: [Self.cleanedPlaylistName(name)])
    }
  }

  /// Keeps that the playlist called `name` was named after its title at YouTube.
  ///
  /// - Throws: ``StoreError``.
  func noteTitle(_ title: String, ofPlaylist name: String) throws(StoreError) {
    try writing { db in
      try db.execute(
        sql: """
          INSERT INTO ytmpd_tui_playlist_titles (playlist_id, title)
          SELECT id, ?2 FROM ytmpd_tui_playlists WHERE name = ?1
          ON CONFLICT (playlist_id) DO UPDATE SET title = excluded.title
          """, arguments: [Self.cleanedPlaylistName(name), title])
    }
  }
}
