public import FoundationEssentials
import GRDB
import Synchronization
public import TrackKit

extension TrackStore {
  /// Rows a transaction of a bulk write holds, so that ytmpd's own writes never wait long.
  private static let batch = 1000

  /// Adds `tracks`, or brings what they are called up to date. URLs are left alone.
  ///
  /// What is not known (`nil`) wipes nothing. New tracks are "not resolved yet".
  ///
  /// - Throws: ``StoreError``; the tracks of earlier batches stay registered then.
  public func register(_ tracks: [Track], now: Date = Date()) throws(StoreError) {
    try inBatches(tracks) { track, db in try register(track, now: now, in: db) }
  }

  func inBatches(
    _ tracks: [Track], _ body: (Track, Database) throws -> Void
  ) throws(StoreError) {
    var rest = tracks[...]
    while !rest.isEmpty {
      let part = rest.prefix(Self.batch)
      rest = rest.dropFirst(part.count)
      try writing { db in
        for track in part { try body(track, db) }
      }
    }
  }

  /// Keeps the URL that a resolve brought, and its facts.
  ///
  /// `stream_url` and `updated_at` change only when the URL does. Title and artist are kept when the library
  /// has better ones than the id or a playlist's listing: people, and ytmpd, chose them.
  ///
  /// - Throws: ``StoreError``.
  public func saveResolved(_ track: Track) throws(StoreError) {
    guard let media = track.media, MediaFacts.isUsable(media.url) else {
      throw StoreError(.other, path: path, evidence: "a resolved track has no URL")
    }
    try writing { db in
      let statement = try db.cachedStatement(
        sql: """
          INSERT INTO tracks (video_id, stream_url, artist, title, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
          ON CONFLICT (video_id) DO UPDATE SET
            updated_at = CASE WHEN stream_url IS excluded.stream_url THEN updated_at ELSE excluded.updated_at END,
            stream_url = excluded.stream_url,
            artist = CASE WHEN nullif(artist, '') IS NULL OR (artist, title) IN \(Self.listedNames)
              THEN coalesce(excluded.artist, artist) ELSE artist END,
            title = CASE WHEN trim(title) IN ('', video_id) OR title IN
              (SELECT title FROM ytmpd_tui_listed l WHERE l.video_id = tracks.video_id)
              THEN excluded.title ELSE title END
          """)
      try statement.execute(arguments: [
        track.id.rawValue, media.url, MetadataText.clean(track.artist),
        MetadataText.clean(track.title) ?? track.id.rawValue, media.resolvedAt.timeIntervalSince1970,
      ])
      try saveFacts(of: track, media: media, in: db)
    }
    held.withLock { $0.remove(track) }
  }

  func register(_ track: Track, now: Date, in db: Database) throws {
    let unresolved: String? = requiresURL ? "" : nil
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO tracks (video_id, stream_url, artist, title, updated_at) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (video_id) DO UPDATE SET
          artist = coalesce(excluded.artist, artist),
          title = CASE WHEN excluded.title = video_id THEN title ELSE excluded.title END
        """)
    try statement.execute(arguments: [
      track.id.rawValue, unresolved, MetadataText.clean(track.artist),
      MetadataText.clean(track.title) ?? track.id.rawValue, now.timeIntervalSince1970,
    ])
    let album = MetadataText.clean(track.album)
    let duration = track.duration.flatMap { Duration(plausibleSeconds: $0.seconds) }?.seconds
    guard album != nil || duration != nil else { return }
    try db.cachedStatement(
      sql: """
        INSERT INTO ytmpd_tui_facts (video_id, album, duration) VALUES (?1, ?2, ?3)
        ON CONFLICT (video_id) DO UPDATE SET
          album = coalesce(excluded.album, album), duration = coalesce(excluded.duration, duration)
        """
    ).execute(arguments: [track.id.rawValue, album, duration])
  }

  private func saveFacts(of track: Track, media: MediaSource, in db: Database) throws {
    try Self.unmark(track.id, in: db)
    let statement = try db.cachedStatement(
      sql: """
        INSERT INTO ytmpd_tui_facts (video_id, album, duration, url_fingerprint, format_id, extension,
          content_type, length, bitrate, headers, chunk_limit, available_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (video_id) DO UPDATE SET
          album = coalesce(excluded.album, album), duration = coalesce(excluded.duration, duration),
          url_fingerprint = excluded.url_fingerprint, format_id = excluded.format_id,
          extension = excluded.extension, content_type = excluded.content_type, length = excluded.length,
          bitrate = excluded.bitrate, headers = excluded.headers, chunk_limit = excluded.chunk_limit,
          available_at = excluded.available_at
        """)
    try statement.execute(arguments: [
      track.id.rawValue, MetadataText.clean(track.album),
      track.duration.flatMap { Duration(plausibleSeconds: $0.seconds) }?.seconds,
      MediaFacts.fingerprint(media.url), media.formatID, media.fileExtension, media.contentType, media.length,
      media.bitrate, try MediaFacts.encode(media.headers), media.chunkLimit,
      media.availableAt?.timeIntervalSince1970,
    ])
    guard let language = media.language else { return }
    try db.cachedStatement(
      sql:
        "INSERT OR REPLACE INTO ytmpd_tui_renditions (video_id, url_fingerprint, language) VALUES (?, ?, ?)"
    ).execute(arguments: [track.id.rawValue, MediaFacts.fingerprint(media.url), language])
  }
}
