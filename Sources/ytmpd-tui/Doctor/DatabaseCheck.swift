import LibraryKit
import TrackKit

/// Judges the database.
enum DatabaseCheck {
  /// What is known of it.
  struct Facts: Sendable, Equatable {
    /// `proxy_track_mapping_db`.
    var path: String
    /// What is in it, or why it can't be read; `nil` when there is none yet.
    var contents: Result<Contents, StoreError>?
    /// Whether this user may write to the file.
    var isWritable = true
    /// Its folder.
    var folder: FolderFacts
  }

  /// What is in the database.
  struct Contents: Sendable, Equatable {
    /// Tracks.
    var tracks: Int
    /// Playlists.
    var playlists: Int
    /// Bytes of the file.
    var size: Int64
  }

  /// The finding.
  static func findings(_ facts: Facts) -> [Finding] {
    let cure = "make the file and its folder writable, or set proxy_track_mapping_db"
    switch facts.contents {
    case .failure(let error):
      let finding = Finding.error(
        .database, sentence: "\(facts.path): \(error.sentence)", otherwise: "set proxy_track_mapping_db")
      return [
        finding.mended(
          by: error.kind == .damaged || error.kind == .notADatabase ? .setAsideDatabase(facts.path) : nil)
      ]
    case .success(let contents):
      let size = Wording.bytes(contents.size)
      let counts =
        "\(Wording.count(contents.tracks, "track")), \(Wording.count(contents.playlists, "playlist"))"
      let text = "\(facts.path): \(counts), \(size)"
      // SQLite's log is a file beside the database, so the folder has to be writable too.
      guard facts.isWritable, facts.folder.state == .writable else {
        return [.warning(.database, "\(text), but it can only be read: new URLs are not kept", cure: cure)]
      }
      return [.ok(.database, text)]
    case nil:
      switch facts.folder.state {
      case .writable, .missing(canBeMade: true):
        return [.ok(.database, "\(facts.path) is made at the first start")]
      default:
        return [.error(.database, "\(facts.path) does not exist and can't be made", cure: cure)]
      }
    }
  }
}
