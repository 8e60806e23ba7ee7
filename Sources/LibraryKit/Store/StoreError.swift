public import TrackKit

/// The database could not do what it was asked.
///
/// ``sentence`` holds no path, so that it is fit for an answer's body; ``path`` says where, for a terminal.
public struct StoreError: ProxyError, Equatable {
  /// The kinds of failure people can do something about.
  public enum Kind: String, Sendable, CaseIterable {
    /// The folder of the database could not be made.
    case folder
    /// The file cannot be opened: no permission, or it is no regular file.
    case cannotOpen
    /// The file is something other than a database.
    case notADatabase
    /// The file is a database whose `tracks` table is not ytmpd's.
    case foreignSchema
    /// The database, or its folder, cannot be written.
    case readOnly
    /// Another program kept the database locked for longer than the busy timeout.
    case locked
    /// There is no room left on the disk.
    case diskFull
    /// The file is damaged.
    case damaged
    /// Anything else; the evidence says what.
    case other
  }

  /// What kind of failure it was.
  public let kind: Kind
  /// The file or folder that is meant; `:memory:` for a database without one.
  public let path: String
  /// What SQLite or the system said, cleaned for display.
  public let evidence: String

  /// A failure of `kind` with the file at `path`.
  public init(_ kind: Kind, path: String, evidence: String = "") {
    self.kind = kind
    self.path = path
    self.evidence = evidence
  }

  /// A lock passes; nothing else does by itself.
  public var disposition: Disposition { kind == .locked ? .retry : .giveUp }

  /// What is wrong, and the cure.
  public var sentence: String {
    switch kind {
    case .folder:
      "the database's folder cannot be made\(because); check proxy_track_mapping_db and the permissions above it"
    case .cannotOpen:
      "the database cannot be opened\(because); check that it is a file of yours in a folder you may write"
    case .notADatabase:
      "the file named by proxy_track_mapping_db is not an SQLite database; name another file"
    case .foreignSchema:
      "the database belongs to another program\(because); name another file with proxy_track_mapping_db"
    case .readOnly: "the database is read-only; make the file and its folder writable"
    case .locked: "the database is locked by another program; close that program, or try again later"
    case .diskFull: "there is no room left for the database; free some space on its disk"
    case .damaged:
      "the database is damaged\(because); move it away and start again: a new one is filled by the playlists"
    case .other: "the database failed\(because)"
    }
  }

  private var because: String { evidence.isEmpty ? "" : " (\(evidence))" }
}
