public import FoundationEssentials
import GRDB
public import TrackKit

/// What a search found, as it was listed.
public struct SearchRecord: Sendable, Equatable {
  /// The words that were searched for.
  public var words: String
  /// When.
  public var searchedAt: Date
  /// The tracks, in the order in which they were numbered, from 1.
  public var tracks: [Track]

  /// A search.
  public init(words: String, searchedAt: Date, tracks: [Track]) {
    self.words = words
    self.searchedAt = searchedAt
    self.tracks = tracks
  }
}

extension TrackStore {
  /// Registers what a search found, and keeps its order in place of the search before.
  ///
  /// - Parameters:
  ///   - search: what was found.
  ///   - official: the tracks among it whose names are the song's and its artist's own.
  /// - Throws: ``StoreError``.
  public func saveSearch(_ search: SearchRecord, official: Set<VideoID> = []) throws(StoreError) {
    try registerListed(search.tracks, official: official, now: search.searchedAt)
    try writing { db in
      try db.execute(sql: "DELETE FROM ytmpd_tui_search")
      let statement = try db.cachedStatement(
        sql: "INSERT INTO ytmpd_tui_search (number, words, searched_at, video_id) VALUES (?, ?, ?, ?)")
      for (index, track) in search.tracks.enumerated() {
        try statement.execute(arguments: [
          index + 1, search.words, search.searchedAt.timeIntervalSince1970, track.id.rawValue,
        ])
      }
    }
  }

  /// The last search that found something, `nil` when there was none.
  ///
  /// - Throws: ``StoreError``.
  public func lastSearch() throws(StoreError) -> SearchRecord? {
    try readingSnapshot { db in
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT \(TrackRow.columns), s.words, s.searched_at FROM ytmpd_tui_search s
          JOIN tracks t ON t.video_id = s.video_id
          LEFT JOIN ytmpd_tui_facts f ON f.video_id = t.video_id ORDER BY s.number
          """)
      var record: SearchRecord?
      while let row = try rows.next() {
        guard let track = TrackRow.track(from: row) else { continue }
        if record == nil {
          record = SearchRecord(
            words: String.fromDatabaseValue(row["words"]) ?? "",
            searchedAt: Date(unixSeconds: Double.fromDatabaseValue(row["searched_at"])), tracks: [])
        }
        record?.tracks.append(track)
      }
      return record
    }
  }
}
