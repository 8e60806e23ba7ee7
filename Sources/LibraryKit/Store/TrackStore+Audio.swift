import FoundationEssentials
import GRDB
public import TrackKit

/// The list of the cache of audio.
extension TrackStore: AudioListing {
  /// Every entry, in no order.
  ///
  /// - Throws: ``StoreError``.
  public func audioEntries() throws -> [AudioEntry] {
    try reading { db in
      let statement = try db.cachedStatement(
        sql: "SELECT number, video_id, length, heard_at, bytes FROM ytmpd_tui_audio")
      var entries: [AudioEntry] = []
      let rows = try Row.fetchCursor(statement)
      while let row = try rows.next() { entries.append(AudioRow.entry(from: row)) }
      return entries
    }
  }

  /// The records of a track, in no order. What can't be a record is left out.
  ///
  /// - Throws: ``StoreError``.
  public func audioRecords(of id: VideoID) throws -> [AudioRecord] {
    try audioRecords(where: "video_id = ?", [id.rawValue])
  }

  /// The record of that number; `nil` when there is none, or what can't be one.
  ///
  /// - Throws: ``StoreError``.
  public func audioRecord(_ number: Int64) throws -> AudioRecord? {
    try audioRecords(where: "number = ?", [number]).first
  }

  private func audioRecords(
    where condition: String, _ arguments: StatementArguments
  ) throws(StoreError) -> [AudioRecord] {
    try reading { db in
      let statement = try db.cachedStatement(
        sql: "SELECT \(AudioRow.columns) FROM ytmpd_tui_audio WHERE \(condition)")
      var records: [AudioRecord] = []
      let rows = try Row.fetchCursor(statement, arguments: arguments)
      while let row = try rows.next() {
        if let record = AudioRow.record(from: row) { records.append(record) }
      }
      return records
    }
  }

  /// Writes records, all or none.
  ///
  /// - Returns: the numbers of `changed` that are not in the list any more.
  /// - Throws: ``StoreError``.
  public func writeAudio(
    new: [AudioRecord], changed: [AudioRecord], heard: [Int64: Double]
  ) throws -> Set<Int64> {
    try writing { db in
      let insertion = try db.cachedStatement(sql: AudioRow.insertion)
      for record in new { try insertion.execute(arguments: AudioRow.arguments(record)) }
      var gone: Set<Int64> = []
      let update = try db.cachedStatement(sql: AudioRow.update)
      for record in changed {
        try update.execute(arguments: [record.bytes, Data(record.blocks), record.number])
        if db.changesCount == 0 { gone.insert(record.number) }
      }
      let hearing = try db.cachedStatement(
        sql: "UPDATE ytmpd_tui_audio SET heard_at = ? WHERE number = ?")
      for (number, moment) in heard { try hearing.execute(arguments: [moment, number]) }
      return gone
    }
  }

  /// Writes a record in place of another one of that number, unless that was changed or taken out meanwhile.
  ///
  /// - Returns: whether it was written.
  /// - Throws: ``StoreError``.
  public func replaceAudio(_ record: AudioRecord, for old: AudioRecord) throws -> Bool {
    try writing { db in
      let replacement = try db.cachedStatement(sql: AudioRow.update + " AND blocks = ?")
      try replacement.execute(arguments: [
        record.bytes, Data(record.blocks), old.number, Data(old.blocks),
      ])
      return db.changesCount > 0
    }
  }

  /// Takes records out, all or none.
  ///
  /// - Returns: the numbers of those that stay.
  /// - Throws: ``StoreError``.
  public func removeAudio(_ numbers: [Int64], sparingKept: Bool) throws -> Set<Int64> {
    guard !numbers.isEmpty else { return [] }
    return try writing { db in
      let kept = sparingKept ? try Self.keptTracks(in: db) : []
      let lookup = try db.cachedStatement(sql: "SELECT video_id FROM ytmpd_tui_audio WHERE number = ?")
      let removal = try db.cachedStatement(sql: "DELETE FROM ytmpd_tui_audio WHERE number = ?")
      var spared: Set<Int64> = []
      for number in numbers {
        if sparingKept, let row = try Row.fetchOne(lookup, arguments: [number]),
          let id = AudioRow.id(in: row, 0), kept.contains(id)
        {
          spared.insert(number)
        } else {
          try removal.execute(arguments: [number])
        }
      }
      return spared
    }
  }

  /// The tracks that are kept, those of kept playlists included.
  ///
  /// - Throws: ``StoreError``.
  public func keptTracks() throws -> Set<VideoID> { try reading(Self.keptTracks) }

  private static func keptTracks(in db: Database) throws -> Set<VideoID> {
    let statement = try db.cachedStatement(
      sql: """
        SELECT video_id FROM ytmpd_tui_kept
        UNION ALL
        SELECT e.video_id FROM ytmpd_tui_kept_playlists k
          JOIN ytmpd_tui_playlists p ON p.name = k.name
          JOIN ytmpd_tui_playlist_entries e ON e.playlist_id = p.id
        """)
    var ids: Set<VideoID> = []
    let rows = try Row.fetchCursor(statement)
    while let row = try rows.next() {
      if let id = AudioRow.id(in: row, 0) { ids.insert(id) }
    }
    return ids
  }
}
