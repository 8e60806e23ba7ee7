import Synchronization
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Answers as a table says, and notes who was asked for.
private final class TableResolver: TrackResolving {
  let failures: [VideoID: URLRefreshError.Kind]
  let asked = Mutex<[VideoID]>([])

  init(failures: [VideoID: URLRefreshError.Kind]) { self.failures = failures }

  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, formatID: String?
  ) async throws(URLRefreshError) -> Track {
    asked.withLock { $0.append(id) }
    if let kind = failures[id] { throw URLRefreshError(kind: kind) }
    return Track(id: id, title: "Title of \(id)")
  }

  func resolverStatus() -> (refreshes: ProxyStatus.Refreshes, resolver: ProxyStatus.Resolver) {
    (ProxyStatus.Refreshes(), ProxyStatus.Resolver())
  }
}

private let ids = (0..<6).compactMap { VideoID("aaaaaaaaaa\($0)") }

struct ResolveBatchTests {
  @Test(arguments: [1, 2, 16])
  func `every track is told of once`(concurrency: Int) async throws {
    let resolver = TableResolver(failures: [ids[1]: .privateVideo, ids[4]: .network])
    let told = Mutex<[(Int, VideoID)]>([])
    let outcome = try await ResolveBatch(resolver: resolver, concurrency: concurrency).run(ids, cause: "test")
    { report in
      if case .resolved(let done, _, let id, _) = report { told.withLock { $0.append((done, id)) } }
    }
    #expect(outcome == .init(succeeded: 4, failed: 2, untried: 0))
    #expect(told.withLock { $0.map(\.0) } == [1, 2, 3, 4, 5, 6])
    #expect(Set(told.withLock { $0.map(\.1) }) == Set(ids))
    #expect(!outcome.isComplete)
  }

  @Test(arguments: [URLRefreshError.Kind.botCheck, .rateLimit, .breakerOpen, .notInstalled])
  func `nothing more is asked for after a failure that all would share`(kind: URLRefreshError.Kind)
    async throws
  {
    let resolver = TableResolver(failures: [ids[2]: kind])
    let outcome = try await ResolveBatch(resolver: resolver, concurrency: 1).run(ids, cause: "test") {
      _ in
    }
    #expect(outcome == .init(succeeded: 2, failed: 1, untried: 3))
    #expect(resolver.asked.withLock { $0 } == Array(ids[...2]))
  }

  @Test func `a cancelled batch throws`() async {
    let resolver = TableResolver(failures: [:])
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try await ResolveBatch(resolver: resolver, concurrency: 1).run(ids, cause: "test") { _ in }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(resolver.asked.withLock { $0.count } <= 1)
  }
}
