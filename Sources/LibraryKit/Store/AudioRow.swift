import FoundationEssentials
import GRDB
import TrackKit

/// Reads and writes a row of the list of audio; whatever a stranger wrote there, it never traps.
enum AudioRow {
  /// The columns, in the order in which ``record(from:)`` reads them. Texts are cut by SQLite, so that a giant never gets
  /// far; one that is cut is no record's.
  static let columns = """
    number, video_id, format_id, substr(language, 1, 100), length, substr(modified, 1, 100), \
    substr(content_type, 1, 200), bitrate, substr(extension, 1, 40), heard_at, bytes, blocks
    """

  static let insertion = """
    INSERT INTO ytmpd_tui_audio (number, video_id, format_id, language, length, modified, content_type, bitrate, \
    extension, heard_at, bytes, blocks) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    """

  static let update = "UPDATE ytmpd_tui_audio SET bytes = ?, blocks = ? WHERE number = ?"

  static func arguments(_ record: AudioRecord) -> StatementArguments {
    let (facts, rendition) = (record.facts, record.facts.rendition)
    return [
      record.number, facts.id.rawValue, rendition.formatID, rendition.language, facts.length,
      rendition.modified, facts.contentType, facts.bitrate, facts.fileExtension, record.heardAt, record.bytes,
      Data(record.blocks),
    ]
  }

  /// The entry in a row of number, id, length, moment and bytes.
  static func entry(from row: Row) -> AudioEntry {
    AudioEntry(
      number: integer(row, 0) ?? -1, id: id(in: row, 1), length: integer(row, 2) ?? 0,
      heardAt: moment(row, 3), bytes: max(integer(row, 4) ?? 0, 0))
  }

  /// The record in `row`; `nil` when it is none.
  static func record(from row: Row) -> AudioRecord? {
    guard let number = integer(row, 0), number >= 0, let id = id(in: row, 1), let format = text(row, 2),
      format.utf8.count <= 100, let length = integer(row, 4), length > 0,
      case .blob(let blocks) = (row[11] as DatabaseValue).storage
    else { return nil }
    let rendition = Rendition(format, language: text(row, 3), length: length, modified: text(row, 5))
    let facts = AudioFacts(
      id: id, rendition: rendition, length: length, contentType: text(row, 6),
      bitrate: integer(row, 7).flatMap { $0 > 0 ? Int(clamping: $0) : nil }, fileExtension: text(row, 8))
    return AudioRecord(
      number: number, facts: facts, heardAt: moment(row, 9), bytes: max(integer(row, 10) ?? 0, 0),
      blocks: Array(blocks))
  }

  /// The id in a column; `nil` when it is none. Only text can be looked up again.
  static func id(in row: Row, _ index: Int) -> VideoID? { text(row, index).flatMap { VideoID($0[...]) } }

  private static func text(_ row: Row, _ index: Int) -> String? {
    guard case .string(let text) = (row[index] as DatabaseValue).storage else { return nil }
    return text
  }

  private static func integer(_ row: Row, _ index: Int) -> Int64? {
    guard case .int64(let number) = (row[index] as DatabaseValue).storage else { return nil }
    return number
  }

  /// A moment in Unix seconds; the year 1970 for what can't be one.
  private static func moment(_ row: Row, _ index: Int) -> Double {
    switch (row[index] as DatabaseValue).storage {
    case .double(let seconds) where seconds.isFinite: seconds
    case .int64(let seconds): Double(seconds)
    default: 0
    }
  }
}
