public import FoundationEssentials
import GRDB
public import TrackKit

extension TrackStore {
  /// Adds tracks of a playlist's listing, which knows the video's title and who uploaded it, not always the
  /// song's and its artist: names that came from elsewhere are left alone.
  ///
  /// - Parameter official: the tracks whose names are the song's and its artist's own, as the channels that YouTube makes
  ///   for artists have them; such names are not replaced by an uploader's.
  /// - Throws: ``StoreError``; the tracks of earlier batches stay registered then.
  public func registerListed(
    _ tracks: [Track], official: Set<VideoID> = [], now: Date = Date()
  ) throws(StoreError) {
    try inBatches(tracks) { track, db in
      try registerListed(track, isOfficial: official.contains(track.id), now: now, in: db)
    }
  }

  /// Whether the track's names are those of a listing, which better ones may replace; `false` as well when it is not
  /// known.
  ///
  /// - Throws: ``StoreError``.
  func hasListedNames(_ id: VideoID) throws(StoreError) -> Bool {
    try reading { db in
      try Bool.fetchOne(
        db,
        sql: """
          SELECT EXISTS (SELECT 1 FROM tracks t JOIN ytmpd_tui_listed l ON l.video_id = t.video_id
            WHERE t.video_id = ? AND t.title = l.title AND t.artist IS l.artist)
          """, arguments: [id.rawValue]) ?? false
    }
  }

  /// The names a row has when it got them from a listing alone.
  static let listedNames =
    "(SELECT l.artist, l.title FROM ytmpd_tui_listed l WHERE l.video_id = tracks.video_id)"

  /// What is known of a track that a listing has.
  private struct Known {
    var title: String?
    var artist: String?
    var listedTitle: String?
    var listedArtist: String?
    var album: String?
    var duration: Double?
    var isOfficial: Bool

    init(_ row: Row) {
      title = TrackRow.text(row, 0)
      artist = TrackRow.text(row, 1)
      listedTitle = TrackRow.text(row, 2)
      listedArtist = TrackRow.text(row, 3)
      album = TrackRow.text(row, 4)
      duration = TrackRow.number(row, 5)
      isOfficial = TrackRow.text(row, 6) != nil
    }

    var isListings: Bool { listedTitle != nil && title == listedTitle && artist == listedArtist }

    func isNameless(_ id: VideoID) -> Bool { title == nil || title == "" || title == id.rawValue }

    /// Whether a listing tells an album or a length that the library does not know.
    func lacks(_ track: Track) -> Bool {
      track.album != nil && album == nil || track.duration != nil && duration == nil
    }
  }

  private func registerListed(_ track: Track, isOfficial: Bool, now: Date, in db: Database) throws {
    let title = MetadataText.clean(track.title) ?? track.id.rawValue
    let artist = MetadataText.clean(track.artist)
    let known = try Row.fetchOne(
      db.cachedStatement(
        sql: """
          SELECT t.title, t.artist, l.title, l.artist, f.album, f.duration, o.video_id FROM tracks t
          LEFT JOIN ytmpd_tui_listed l ON l.video_id = t.video_id
          LEFT JOIN ytmpd_tui_official o ON o.video_id = t.video_id
          LEFT JOIN ytmpd_tui_facts f ON f.video_id = t.video_id WHERE t.video_id = ?
          """), arguments: [track.id.rawValue]
    ).map(Known.init)
    guard mayName(track.id, known: known, isOfficial: isOfficial) else {
      guard known?.lacks(track) == true else { return }
      var facts = track
      (facts.title, facts.artist) = (track.id.rawValue, nil)
      return try register(facts, now: now, in: db)
    }
    // Most entries of most readings are as they were: reading is all that takes.
    if let known, known.title == title, artist == nil || known.artist == artist, known.listedTitle == title,
      artist == nil || known.listedArtist == artist, known.isOfficial == isOfficial, !known.lacks(track)
    {
      return
    }
    try register(track, now: now, in: db)
    try db.cachedStatement(
      sql: """
        INSERT INTO ytmpd_tui_listed (video_id, title, artist)
        SELECT video_id, title, artist FROM tracks WHERE video_id = ?1
        ON CONFLICT (video_id) DO UPDATE SET title = excluded.title, artist = excluded.artist
        """
    ).execute(arguments: [track.id.rawValue])
    guard isOfficial else { return }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO ytmpd_tui_official (video_id) VALUES (?)")
      .execute(arguments: [track.id.rawValue])
  }

  /// Whether a listing may say what a track is called: when nobody else has, and no better listing.
  private func mayName(_ id: VideoID, known: Known?, isOfficial: Bool) -> Bool {
    guard let known, !known.isNameless(id) else { return true }
    return known.isListings && (isOfficial || !known.isOfficial)
  }
}
