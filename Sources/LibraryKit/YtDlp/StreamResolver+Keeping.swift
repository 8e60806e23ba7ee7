import Synchronization
import TrackKit

/// What the resolver has of the library, and brings there.
extension StreamResolver {
  func knownTrack(_ id: VideoID) async -> Track? {
    do throws(StoreError) {
      return try await store.offPool { store throws(StoreError) in try store.track(id) }
    } catch {
      sayOnce(error)
      return nil
    }
  }

  /// Whether what the library calls the track comes from a listing.
  func hasListedNames(_ id: VideoID) async -> Bool {
    do throws(StoreError) {
      return try await store.offPool { store throws(StoreError) in try store.hasListedNames(id) }
    } catch {
      sayOnce(error)
      return false
    }
  }

  /// Writes the URL down. A store that fails costs nothing now: it has the URL in memory, and takes it later.
  func keep(_ track: Track) async {
    do throws(StoreError) {
      try await store.offPool { store throws(StoreError) in try store.saveResolved(track) }
      state.withLock { if $0.keeper == nil { $0.storeFailure = nil } }
    } catch {
      sayOnce(error)
      keepLater()
    }
  }

  /// Marks the track, if the failure is its own, or may be.
  func keep(_ error: URLRefreshError, of id: VideoID) async {
    guard let mark = TrackMark(error, now: date()), !store.isReadOnly else { return }
    do throws(StoreError) {
      _ = try await store.offPool { store throws(StoreError) in try store.mark(id, mark) }
    } catch {
      sayOnce(error)
    }
  }

  /// Tries again to write what the store holds in memory, until it is written; owned here, and ended by
  /// ``stop()``.
  private func keepLater() {
    guard !store.isReadOnly else { return }
    state.withLock { state in
      guard state.keeper == nil, !state.isStopped else { return }
      state.keeper = Task { await keepTrying() }
    }
  }

  private func keepTrying() async {
    var pause = keepingPause
    repeat {
      do { try await Task.sleep(for: pause) } catch { return }
      pause = min(pause * 2, max(keepingPause, .seconds(60)))
    } while await !saveHeld()
  }

  /// - Returns: whether everything is written.
  func saveHeld() async -> Bool {
    do throws(StoreError) {
      let count = try await store.offPool { store throws(StoreError) in try store.saveHeld() }
      let isDone = state.withLock { state in
        // What came meanwhile is for the next round.
        guard store.heldCount == 0 || state.isStopped else { return false }
        state.keeper = nil
        state.storeFailure = nil
        return true
      }
      events.publish(.notice(.info, "the database can be written again; new URLs kept: \(count)"))
      return isDone
    } catch {
      sayOnce(error)
      return false
    }
  }

  private func sayOnce(_ error: StoreError) {
    let isNew = state.withLock { state in
      defer { state.storeFailure = error.kind }
      return state.storeFailure != error.kind
    }
    guard isNew else { return }
    events.publish(.notice(.error, "new URLs are kept in memory alone: \(error.sentence)"))
  }
}
