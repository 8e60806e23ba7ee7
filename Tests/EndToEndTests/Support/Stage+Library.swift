import Foundation
import LoopbackOrigin
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
}
