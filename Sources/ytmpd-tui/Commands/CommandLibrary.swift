import ConfigurationKit
import FoundationEssentials
import LibraryKit
import MPDKit
import TrackKit

/// The user's library, as commands open it; in the process of its owner, as that one has it open.
enum CommandLibrary {
  /// What is said to a person who has nothing yet.
  static let emptySentence = "Your library is empty. Add a track or a playlist with `ytmpd-tui add URL`."

  /// Opens the database for reading alone.
  ///
  /// - Returns: `nil` when there is none yet.
  /// - Throws: `StoreError`, with its path.
  static func read(_ settings: Settings) throws(StoreError) -> TrackStore? {
    if let owner = OwnerParts.current { return owner.library.store }
    let path = settings.configuration.trackDatabase
    guard FileManager.default.fileExists(atPath: path) else {
      return nil
    }
    return try TrackStore.open(path: path, access: .readOnly).store
  }

  /// The playlist that a person means by `name`.
  ///
  /// - Throws: `PlaylistError` naming those there are; `StoreError`; ``CommandFailure`` when there is no database.
  static func playlist(_ name: String, _ settings: Settings) throws -> StoredPlaylist {
    guard let store = try read(settings) else { throw CommandFailure(emptySentence) }
    if let playlist = try store.playlist(matching: name, prefix: settings.library.files.prefix) {
      return playlist
    }
    throw PlaylistError.unknown(name: name, known: try store.playlists().map(\.name))
  }

  /// Opens the database for writing, and makes it when there is none.
  ///
  /// - Throws: `StoreError` when it can't be had, or can only be read.
  private static func open(_ settings: Settings) throws(StoreError) -> TrackStore {
    let path = settings.configuration.trackDatabase
    let opening = try TrackStore.open(path: path)
    if let aside = opening.setAside {
      Console.complain(
        "warning: the database was damaged and is now at \(aside); this is a new one, which the playlists fill"
      )
    }
    if opening.store.isReadOnly { throw StoreError(.readOnly, path: path) }
    return opening.store
  }

  /// Does work on the library, with yt-dlp as the configuration has it, and waits for it. MPD is told of playlist files
  /// that have changed. No process of yt-dlp is left when this returns or throws.
  ///
  /// - Throws: what `work` throws; `StoreError`; ``CommandFailure`` without words when it was interrupted.
  static func work<Value: Sendable>(
    _ settings: Settings, _ work: @escaping @Sendable (Library) async throws -> Value
  ) throws -> Value {
    // The owner's library goes on when the command has ended.
    if let owner = OwnerParts.current { return try runBlocking { try await work(owner.library) } }
    let store = try open(settings)
    let ytDlp = YtDlpResolver(options: settings.ytDlp)
    let (options, events) = (settings.library, EventHub())
    let announcement = announcement(settings)
    let library = Library(
      store, options: options, urls: settings.urls,
      resolver: StreamResolver(
        resolver: ytDlp, store: store, events: events, concurrency: options.resolverConcurrency,
        ledger: settings.runLedger),
      lister: ytDlp, events: events
    ) { await announcement?.tell() }
    return try runBlocking {
      do {
        let value = try await work(library)
        await library.stop()
        return value
      } catch {
        await library.stop()
        throw error
      }
    }
  }

  /// `nil` when it is not known where MPD is, or where the tracks are.
  private static func announcement(_ settings: Settings) -> PlaylistAnnouncement? {
    guard let urls = settings.urls else { return nil }
    do throws(MPDAddressError) {
      return PlaylistAnnouncement(
        connectingTo: try settings.mpdAddress(), format: settings.library.files.format, urls: urls)
    } catch {
      return nil
    }
  }
}
