extension TrackStore {
  /// Calls `take` at once, and again whenever any program, ytmpd included, has changed the library; when `take` fails, it
  /// is called again after a pause. Nothing is read while nothing is written. Returns when its task is cancelled.
  ///
  /// - Parameters:
  ///   - pause: the shortest time between two calls.
  ///   - skipsFirst: whether to wait for a change before the first call.
  public func followChanges(
    pause: Duration, skipsFirst: Bool = false,
    _ take: () async throws(StoreError) -> Void
  ) async {
    var wakes = changes().makeAsyncIterator()
    var (seen, isFirst): (Int?, Bool) = (nil, skipsFirst)
    while !Task.isCancelled {
      do throws(StoreError) {
        let version = try await offPool { store throws(StoreError) in try store.dataVersion() }
        if version != seen, !isFirst { try await take() }
        (seen, isFirst) = (version, false)
      } catch {
        // The relay says what is wrong with the library; it is looked at again in a moment.
        seen = nil
      }
      do { try await Task.sleep(for: pause) } catch { return }
      if seen != nil, await wakes.next() == nil { return }
    }
  }
}
