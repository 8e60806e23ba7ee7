import LibraryKit
import Logging
import TrackKit

/// Opens the library of a program that is to run for long.
enum LibraryOpening {
  /// How long another program's lock on the library is waited for at the start.
  private static let lockPatience = Duration.seconds(30)

  /// Opens the library, and waits for whoever has it locked: a backup, say, or ytmpd at its own start. What is odd
  /// about it is said as an event.
  ///
  /// - Throws: `StoreError`.
  static func open(_ path: String, events: EventHub) async throws(StoreError) -> TrackStore {
    let opening = try wait(for: path, events: events)
    if let aside = opening.setAside {
      events.publish(
        .notice(
          .error,
          "the database was damaged and is now at \(aside); this is a new one, which the playlists fill"))
    }
    if opening.store.isReadOnly {
      let reason = (opening.obstacle ?? StoreError(.readOnly, path: path)).sentence
      events.publish(
        .notice(.warning, "\(path) can't be written to, so new URLs are forgotten at the end: \(reason)"))
    }
    return opening.store
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
