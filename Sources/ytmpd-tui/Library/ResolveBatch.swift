import ConfigurationKit
import ProxyKit

/// Resolves many tracks, a few at once, and tells of each.
struct ResolveBatch: Sendable {
  /// What became of a batch.
  struct Outcome: Sendable, Equatable {
    /// Tracks that have a new URL.
    var succeeded = 0
    /// Tracks that have none.
    var failed = 0
    /// Tracks nobody asked for any more, since YouTube wanted to be left in peace.
    var untried = 0

    /// Whether every track has a new URL.
    var isComplete: Bool { failed == 0 && untried == 0 }
  }

  /// Who resolves.
  var resolver: any TrackResolving
  /// How many are under way at once.
  var concurrency: Int

  /// Resolves `ids`.
  ///
  /// - Parameters:
  ///   - cause: why, for events.
  ///   - report: told of each as it finishes, with how many have by then.
  /// - Throws: `CancellationError` when the task is cancelled.
  func run(
    _ ids: [VideoID], cause: String,
    report: @escaping @Sendable (_ done: Int, _ id: VideoID, _ result: Result<Track, URLRefreshError>) -> Void
  ) async throws -> Outcome {
    var outcome = Outcome()
    var waiting = ids[...]
    // No local function may capture the group: the optimiser of Swift 6.3 miscompiles that.
    await withTaskGroup(of: Finished.self) { group in
      for _ in 0..<max(1, concurrency) {
        guard let id = waiting.popFirst() else { break }
        group.addTask { await resolve(id, cause: cause) }
      }
      while let finished = await group.next() {
        switch finished.result {
        case .success:
          outcome.succeeded += 1
        case .failure(let error):
          outcome.failed += 1
          if error.opensBreaker || error.kind == .breakerOpen || error.kind == .notInstalled {
            // Nothing that follows could end otherwise.
            outcome.untried += waiting.count
            waiting = []
          }
        }
        if Task.isCancelled { break }
        report(outcome.succeeded + outcome.failed, finished.id, finished.result)
        if let id = waiting.popFirst() { group.addTask { await resolve(id, cause: cause) } }
      }
    }
    try Task.checkCancellation()
    return outcome
  }

  /// What became of one track.
  private struct Finished: Sendable {
    let id: VideoID
    let result: Result<Track, URLRefreshError>
  }

  private func resolve(_ id: VideoID, cause: String) async -> Finished {
    do throws(URLRefreshError) {
      let track = try await resolver.resolve(id, cause: cause, priority: .background, formatID: nil)
      return Finished(id: id, result: .success(track))
    } catch {
      return Finished(id: id, result: .failure(error))
    }
  }

  /// Lends `body` a batch over yt-dlp as the configuration has it. No process of yt-dlp is left when this
  /// returns or throws.
  ///
  /// - Throws: what `body` throws.
  static func withYtDlp<Value: Sendable>(
    _ configuration: Configuration, store: TrackStore,
    _ body: (ResolveBatch) async throws -> Value
  ) async throws -> Value {
    let resolver = StreamResolver(
      resolver: YtDlpResolver(options: YtDlpOptions(configuration)), store: store, events: EventHub(),
      concurrency: configuration.resolverConcurrency)
    let batch = ResolveBatch(resolver: resolver, concurrency: configuration.resolverConcurrency)
    do {
      let value = try await body(batch)
      await resolver.stop()
      return value
    } catch {
      await resolver.stop()
      throw error
    }
  }
}

extension YtDlpOptions {
  /// What the configuration says of yt-dlp.
  init(_ configuration: Configuration) {
    self.init(
      program: configuration.ytDlpPath, arguments: configuration.ytDlpArguments,
      timeout: configuration.resolverTimeout, addressFamily: AddressFamily(configuration.addressFamily),
      sourceAddress: configuration.sourceAddress)
  }
}

extension AddressFamily {
  /// The family that stands in the configuration.
  init(_ family: Configuration.AddressFamily) {
    switch family {
    case .any: self = .any
    case .ipv4: self = .ipv4
    case .ipv6: self = .ipv6
    }
  }
}
