import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension Stage {
  /// Writes the library as ytmpd would, without asking yt-dlp.
  ///
  /// - Parameters:
  ///   - resolved: how many of the songs have a URL.
  ///   - others: more ids, which have none.
  func fillLibrary(resolved: Int, others: [String] = []) async throws {
    var rows: [String] = []
    for (index, song) in songs.enumerated() {
      if index < resolved {
        let url = try #require(origin.url(for: song.id.rawValue))
        rows.append("('\(song.id)', '\(url)', 'A', 'B', time.time())")
      } else {
        rows.append("('\(song.id)', None, 'A', 'B', 0)")
      }
    }
    rows += others.map { "('\($0)', None, 'A', 'B', 0)" }
    try await home.python(
      """
      db.execute('''CREATE TABLE tracks (video_id TEXT PRIMARY KEY, stream_url TEXT, artist TEXT,
        title TEXT NOT NULL, updated_at REAL NOT NULL)''')
      db.executemany('INSERT INTO tracks VALUES (?, ?, ?, ?, ?)', [\(rows.joined(separator: ", "))])
      db.commit()
      """)
  }

  /// Puts the songs into the library, without URLs.
  func register() throws {
    let store = try TrackStore.open(path: home.database).store
    try store.register(
      songs.map { Track(id: $0.id, title: $0.title, artist: $0.artist, duration: $0.audio.duration) })
  }
}
