import FoundationEssentials
import NIOCore
import TrackKit

/// What a stream waits for besides bytes: a URL, and a sign of life from MPD.
extension StreamDriver {
  /// Gets a URL: from the library if it has a better one by now, else from the resolver.
  func resolve(cause: String, rendition: Rendition?, libraryFirst: Bool) {
    guard libraryFirst else { return askResolver(cause: cause, rendition: rendition) }
    // Another stream, or ytmpd, may have stored a newer URL.
    parts.library.lookUp(session.request.id) { [self] result in
      guard !isEnded else { return }
      if case .success(let track?) = result, session.accepts(stored: track, at: now()) {
        perform(session.resolved(track, fromLibrary: true, at: now()))
      } else {
        askResolver(cause: cause, rendition: rendition)
      }
    }
  }

  private func askResolver(cause: String, rendition: Rendition?) {
    // The resolver publishes too.
    parts.events.publishDeferred()
    let (resolver, id, eventLoop) = (parts.resolver, session.request.id, parts.eventLoop)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    let priority = session.isFill ? ResolvePriority.background : .listener
    resolving = Task {
      do throws(URLRefreshError) {
        let track = try await resolver.resolve(id, cause: cause, priority: priority, rendition: rendition)
        if Task.isCancelled { return }
        eventLoop.execute { bound.value.inputResolved(.success(track)) }
      } catch {
        // Cancelled by the stream's end, after which there may be no event loop any more.
        if Task.isCancelled { return }
        eventLoop.execute { bound.value.inputResolved(.failure(error)) }
      }
    }
  }

  private func inputResolved(_ result: Result<Track, URLRefreshError>) {
    guard !isEnded else { return }
    resolving = nil
    switch result {
    case .success(let track): perform(session.resolved(track, at: now()))
    case .failure(let error): perform(session.resolveFailed(error, at: now()))
    }
  }

  // MARK: Player

  /// Asks MPD for a sign of life while it waits for us.
  func probePlayer() {
    guard !isEnded, session.mayBlockPlayer else { return }
    let probe =
      probe
      ?? PlayerProbe(parts) { [unowned self] in
        if !isEnded { perform(session.playerIsBlocked()) }
      }
    self.probe = probe
    probe.ask()
  }
}
