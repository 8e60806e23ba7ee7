import FoundationEssentials
import GRDB
import TrackKit

/// Reads a row of `tracks` with its facts; whatever a stranger wrote there, it never traps.
enum TrackRow {
  /// The columns, in the order in which ``track(from:id:)`` and ``stored(from:)`` read them. `t` is `tracks`,
  /// `f` the facts. Names are cut by SQLite, so that a giant never gets far; the URL is not, for counting its
  /// characters would cost more than all the rest.
  static let columns = """
    t.video_id, substr(t.title, 1, 4000), substr(t.artist, 1, 4000), t.stream_url, t.updated_at, \
    f.album, f.duration, f.url_fingerprint, f.format_id, f.extension, f.content_type, f.length, f.bitrate, \
    f.headers, f.chunk_limit, f.available_at, \
    (SELECT r.language FROM ytmpd_tui_renditions r
      WHERE r.video_id = f.video_id AND r.url_fingerprint = f.url_fingerprint)
    """

  /// The columns of a listing: those of a track, its history and its mark. `m` is the marks.
  static let listingColumns =
    columns + ", f.play_count, f.last_played_at, m.word, m.reason, m.marked_at, m.next_try"

  /// Where the columns come from.
  static let source = "tracks t LEFT JOIN ytmpd_tui_facts f ON f.video_id = t.video_id"

  /// Where the columns of a listing come from.
  static let listingSource = source + " LEFT JOIN ytmpd_tui_marks m ON m.video_id = t.video_id"

  /// The track in `row`; `nil` when its id is none.
  static func track(from row: Row) -> Track? {
    // Only text can be looked up again: a blob of the same bytes is another key to SQLite.
    guard case .string(let text) = (row[0] as DatabaseValue).storage, let id = VideoID(text[...]) else {
      return nil
    }
    return track(from: row, id: id)
  }

  /// The track in `row`, which is known to be that of `id`.
  static func track(from row: Row, id: VideoID) -> Track {
    Track(
      id: id,
      // ytmpd's column is NOT NULL, but a blank is still a string.
      title: MetadataText.clean(text(row, 1)) ?? id.rawValue,
      artist: MetadataText.clean(text(row, 2)),
      album: MetadataText.clean(text(row, 5)),
      duration: Duration(plausibleSeconds: number(row, 6)),
      media: media(from: row))
  }

  /// The track in `row` with its history; `nil` when its id is none.
  static func stored(from row: Row) -> StoredTrack? {
    guard let track = track(from: row) else { return nil }
    return StoredTrack(
      track: track, updatedAt: Date(unixSeconds: number(row, 4)),
      playCount: integer(row, 17).map { Int(clamping: max($0, 0)) } ?? 0,
      lastPlayedAt: number(row, 18).map { Date(unixSeconds: $0) },
      mark: mark(from: row, at: 19))
  }

  /// The mark in the columns of `row` from `index` on; `nil` when there is none.
  static func mark(from row: Row, at index: Int) -> TrackMark? {
    guard let word = MetadataText.clean(text(row, index)),
      let reason = MetadataText.clean(text(row, index + 1))
    else { return nil }
    return TrackMark(
      word: word, reason: reason, date: Date(unixSeconds: number(row, index + 2)),
      nextTry: number(row, index + 3).map { Date(unixSeconds: $0) })
  }

  private static func media(from row: Row) -> MediaSource? {
    guard let url = text(row, 3), MediaFacts.isUsable(url) else { return nil }
    var media = MediaSource(url: url, resolvedAt: Date(unixSeconds: number(row, 4)))
    guard let fingerprint = integer(row, 7), fingerprint == MediaFacts.fingerprint(url) else {
      // Another program wrote a newer URL: only what the URL says of itself holds.
      return media
    }
    // An earlier version kept the place in yt-dlp's list along with the number.
    media.formatID = text(row, 8).map(Rendition.family)
    media.language = text(row, 16)
    media.fileExtension = text(row, 9)
    media.contentType = text(row, 10)
    media.length = integer(row, 11).flatMap { $0 > 0 ? $0 : nil }
    media.bitrate = integer(row, 12).flatMap { $0 > 0 ? Int(exactly: $0) : nil }
    media.headers = MediaFacts.headers(in: text(row, 13))
    media.chunkLimit = integer(row, 14).flatMap { $0 > 0 ? $0 : nil }
    media.availableAt = number(row, 15).map { Date(unixSeconds: $0) }
    return media
  }

  // Row's own subscripts trap on a value of the wrong type; these go through DatabaseValue, which does not.

  static func text(_ row: Row, _ index: Int) -> String? {
    String.fromDatabaseValue(row[index])
  }

  static func number(_ row: Row, _ index: Int) -> Double? {
    Double.fromDatabaseValue(row[index])
  }

  static func integer(_ row: Row, _ index: Int) -> Int64? {
    Int64.fromDatabaseValue(row[index])
  }
}
