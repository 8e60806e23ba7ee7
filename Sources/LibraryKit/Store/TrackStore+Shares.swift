import GRDB
public import TrackKit

/// What of a track is on this machine, and whether it shall be.
public struct LocalAudio: Sendable, Equatable {
  /// How much is there; `nil` for nothing.
  public var audio: AudioShare?
  /// Whether it is to be there for good.
  public var isKept = false
}

/// How much of the tracks is on this machine, and which of them are kept, as listings show it.
extension TrackStore {
  /// Every track of which there is anything, or that is kept.
  ///
  /// - Throws: ``StoreError``.
  public func localAudio() throws(StoreError) -> [VideoID: LocalAudio] {
    try reading { db in
      var all = try Self.audioShares(in: db).mapValues { LocalAudio(audio: $0) }
      for id in try Self.keptIDs(in: db) { all[id, default: LocalAudio()].isKept = true }
      return all
    }
  }

  /// The part that is there of each track of which there is any; of `id` alone when it is given.
  static func audioShares(of id: VideoID? = nil, in db: Database) throws -> [VideoID: AudioShare] {
    let statement = try db.cachedStatement(
      sql: "SELECT video_id, bytes, length FROM ytmpd_tui_audio WHERE ?1 IS NULL OR video_id = ?1")
    let rows = try Row.fetchCursor(statement, arguments: [id?.rawValue])
    var shares: [VideoID: AudioShare] = [:]
    while let row = try rows.next() {
      guard let id = TrackRow.text(row, 0).flatMap({ VideoID($0[...]) }),
        let bytes = TrackRow.integer(row, 1), let length = TrackRow.integer(row, 2), bytes > 0, length > 0
      else { continue }
      let share = AudioShare(bytes: bytes, length: length)
      if let known = shares[id], known.part >= share.part { continue }
      shares[id] = share
    }
    return shares
  }

  /// The ids of all that is kept; of `id` alone when it is given.
  static func keptIDs(among id: VideoID? = nil, in db: Database) throws -> Set<VideoID> {
    let statement = try db.cachedStatement(
      sql: "SELECT video_id FROM (\(StoreSchema.keptTracks)) WHERE ?1 IS NULL OR video_id = ?1")
    let ids = try String.fetchAll(statement, arguments: [id?.rawValue])
    return Set(ids.compactMap { VideoID($0[...]) })
  }
}
