import Foundation
import Synchronization
import TrackKit

/// A library in memory whose resolver does what it is told, and remembers what it was asked.
final class FakeLibrary: TrackReading, TrackResolving {
  /// One question to the resolver.
  struct Question: Equatable {
    var id: VideoID
    var cause: String
    var rendition: Rendition?
  }

  /// The library can't be read.
  struct Unreadable: Error {}

  typealias Resolve = @Sendable (VideoID, _ rendition: Rendition?) async throws -> MediaSource

  private struct State {
    var tracks: [VideoID: Track] = [:]
    var questions: [Question] = []
    var lookUps: [VideoID] = []
    var isUnreadable = false
    var retryAfter: Duration?
    var resolve: Resolve?
  }

  private let state = Mutex(State())

  /// The tracks that were looked up so far.
  var lookUps: [VideoID] { state.withLock { $0.lookUps } }
  /// What the resolver was asked so far.
  var questions: [Question] { state.withLock { $0.questions } }

  func put(_ track: Track) {
    state.withLock { $0.tracks[track.id] = track }
  }

  /// Answers coming resolves with `body`; a ``URLRefreshError`` it throws is passed on.
  func onResolve(_ body: @escaping Resolve) {
    state.withLock { $0.resolve = body }
  }

  func breakDown(_ isUnreadable: Bool = true) {
    state.withLock { $0.isUnreadable = isUnreadable }
  }

  /// Says for how long resolves are refused.
  func refuse(for pause: Duration?) {
    state.withLock { $0.retryAfter = pause }
  }

  // MARK: TrackReading

  func track(_ id: VideoID) throws -> Track? {
    try state.withLock { state in
      state.lookUps.append(id)
      if state.isUnreadable { throw Unreadable() }
      return state.tracks[id]
    }
  }

  func trackCounts(freshness: URLFreshness) throws -> ProxyStatus.Tracks {
    let tracks = try state.withLock { state in
      if state.isUnreadable { throw Unreadable() }
      return Array(state.tracks.values)
    }
    var counts = ProxyStatus.Tracks(total: tracks.count)
    for track in tracks {
      switch track.media.map({ freshness.verdict(on: $0, now: Date()) }) {
      case nil: counts.unresolved += 1
      case .fresh: counts.fresh += 1
      case .expired: counts.expired += 1
      }
    }
    return counts
  }

  // MARK: TrackResolving

  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, formatID: String?
  ) async throws(URLRefreshError) -> Track {
    try await resolve(id, cause: cause, priority: priority, rendition: formatID.map { Rendition($0) })
  }

  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, rendition: Rendition?
  ) async throws(URLRefreshError) -> Track {
    let resolve = state.withLock { state in
      state.questions.append(Question(id: id, cause: cause, rendition: rendition))
      return state.resolve
    }
    guard let resolve else { throw URLRefreshError(kind: .removed) }
    do {
      let media = try await resolve(id, rendition)
      return state.withLock { state in
        var track = state.tracks[id] ?? Track(id: id, title: id.rawValue)
        track.media = media
        state.tracks[id] = track
        return track
      }
    } catch {
      throw error as? URLRefreshError ?? URLRefreshError(kind: .cancelled)
    }
  }

  func resolverStatus() -> (refreshes: ProxyStatus.Refreshes, resolver: ProxyStatus.Resolver) {
    (.init(), .init())
  }

  var retryAfter: Duration? { state.withLock { $0.retryAfter } }
}
