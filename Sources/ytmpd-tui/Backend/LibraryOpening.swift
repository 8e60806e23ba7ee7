import LibraryKit
import Logging
import TrackKit

/// The library of a program that is to run for long, and what is odd about it.
struct LibraryOpening {
  /// The database.
  let store: TrackStore
  /// What a person should know; to be published once the log follows the events.
  let notices: [ProxyEvent.Kind]

  /// How long another program's lock on the library is waited for at the start.
  private static let lockPatience = Duration.seconds(30)

  /// Opens the library, and waits while it is locked: by a backup, say, or by ytmpd at its own start.
  ///
  /// - Parameter events: told of the wait.
  /// - Throws: `StoreError`.
  init(_ path: String, events: EventHub) async throws(StoreError) {
    let opening = try Self.wait(for: path, events: events)
    store = opening.store
    var notices: [ProxyEvent.Kind] = []
    if let aside = opening.setAside {
      notices.append(
        .notice(
          .error,
          "the database was damaged and is now at \(aside); this is a new one, which the playlists fill"))
    }
    if store.isReadOnly {
      let reason = (opening.obstacle ?? StoreError(.readOnly, path: path)).sentence
      notices.append(
        .notice(.warning, "\(path) can't be written to, so new URLs are forgotten at the end: \(reason)"))
    }
    self.notices = notices
  }

  private static func wait(for path: String, events: EventHub) throws(StoreError) -> TrackStore.Opening {
    let deadline = ContinuousClock.now + lockPatience
    var isSaid = false
    while true {
      do throws(StoreError) {
        return try TrackStore.open(path: path)
      } catch {
        guard error.kind == .locked, ContinuousClock.now < deadline else { throw error }
        guard !isSaid else { continue }
        isSaid = true
        // No service writes events to the log yet.
        Logger(label: "store").warning(
          "[PROXY] waiting for the library", metadata: ["reason": "\(error.sentence)"])
        events.publish(.notice(.warning, "waiting for the library: \(error.sentence)"))
      }
    }
  }
}
