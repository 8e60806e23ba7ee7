import FoundationEssentials
import LibraryKit
import ProxyKit
import ServiceLifecycle
import TrackKit

/// Tries one public video end to end: yt-dlp, YouTube's server, and a relay of its own that gives a player the first bytes.
enum OnlineCheck {
  /// The oldest video of YouTube, which is public everywhere.
  static let video = "jNQXAC9IVRw"

  /// What came of it.
  enum Outcome: Sendable, Equatable {
    /// Audio came, after so long.
    case played(Duration)
    /// yt-dlp found no URL.
    case unresolved(URLRefreshError)
    /// There was a URL, but no audio came.
    case silent
    /// The relay did not start.
    case broken(String)
  }

  /// Tries `id`, with a library of its own in memory and on a port of its own.
  static func outcome(_ id: VideoID, settings: Settings) async -> Outcome {
    let start = ContinuousClock.now
    let ytDlp = YtDlpResolver(options: settings.ytDlp)
    do {
      let store = try TrackStore()
      try await store.offPool { store throws(StoreError) in
        try store.register([Track(id: id, title: id.rawValue)])
      }
      let events = EventHub()
      let resolver = StreamResolver(resolver: ytDlp, store: store, events: events)
      do throws(URLRefreshError) {
        _ = try await resolver.resolve(id, cause: "doctor", priority: .person, formatID: nil)
      } catch {
        await resolver.stop()
        return .unresolved(error)
      }
      var options = settings.relay(drainTime: .zero)
      options.host = "127.0.0.1"
      options.port = 0
      // The cache belongs to whoever serves.
      options.cache = nil
      let relay = try await ProxyService.start(
        options: options, store: store, resolver: resolver, events: events)
      let running = Task { try await relay.run() }
      let client = HTTPClient(host: "127.0.0.1", port: relay.port)
      let hasPlayed = await TrackProbe.succeeds(client, path: "\(TrackURL.path)\(id)")
      running.cancel()
      _ = await running.result
      await resolver.stop()
      return hasPlayed ? .played(.now - start) : .silent
    } catch {
      return .broken("\(error)")
    }
  }

  /// The finding.
  static func findings(_ id: String, _ outcome: Outcome) -> [Finding] {
    switch outcome {
    case .played(let time):
      return [.ok(.online, "the audio of \(id) came after \(Wording.span(seconds: time / .seconds(1)))")]
    case .unresolved(let error):
      return [
        .error(
          .online, sentence: "\(id): \(error.sentence)",
          otherwise: "look at the findings about yt-dlp and the network")
      ]
    case .silent:
      return [
        .error(
          .online, "yt-dlp found a URL for \(id), but YouTube's server sent no audio",
          cure: "look at the finding about the network: yt-dlp and the program must go the same way")
      ]
    case .broken(let reason):
      return [.error(.online, "it could not be tried: \(reason)", cure: "look at the other findings")]
    }
  }
}
