import ConfigurationKit
import FoundationEssentials
import ProxyKit

/// The user's database, as commands open it.
enum Library {
  /// Opens the database for reading alone.
  ///
  /// - Returns: `nil` when there is none yet, after saying so.
  /// - Throws: `StoreError`, with its path.
  static func read(_ configuration: Configuration) throws(StoreError) -> TrackStore? {
    guard FileManager.default.fileExists(atPath: configuration.trackDatabase) else {
      Console.complain(
        "there is no database at \(configuration.trackDatabase) yet; `ytmpd-tui add URL` makes it")
      return nil
    }
    return try TrackStore.open(path: configuration.trackDatabase, access: .readOnly).store
  }

  /// Opens the database for writing, and makes it when there is none.
  ///
  /// - Throws: `StoreError` when it can't be had, or can only be read.
  static func write(_ configuration: Configuration) throws(StoreError) -> TrackStore {
    let opening = try TrackStore.open(path: configuration.trackDatabase)
    if let aside = opening.setAside {
      Console.complain(
        "warning: the database was damaged and is now at \(aside); this is a new one, which the playlists fill"
      )
    }
    if opening.store.isReadOnly { throw StoreError(.readOnly, path: configuration.trackDatabase) }
    return opening.store
  }
}
