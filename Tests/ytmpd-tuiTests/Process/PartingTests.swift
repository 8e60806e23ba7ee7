import Dispatch
import Logging
import ServiceLifecycle
import Testing

@testable import ytmpd_tui

/// Work that can't be cancelled does not keep the program from ending.
@Suite(.timeLimit(.minutes(1))) struct PartingTests {
  /// Works until it is released, cancelled or not.
  private struct Stubborn: Service {
    let started: @Sendable () -> Void
    let release: AsyncStream<Void>
    let ended: @Sendable (_ wasCancelled: Bool) -> Void

    func run() async {
      await cancelWhenGracefulShutdown(waitingAtMost: .milliseconds(20)) { [self] in
        let waiting = Task { for await _ in release {} }
        started()
        await waiting.value
        ended(Task.isCancelled)
      }
    }
  }

  /// Whether the work was cancelled, once `leave` has ended what runs it and the work is released.
  private func outcome(_ leave: (Task<Void, any Error>, ServiceGroup) async -> Void) async throws -> Bool? {
    let (starts, start) = AsyncStream.makeStream(of: Void.self)
    let (releases, release) = AsyncStream.makeStream(of: Void.self)
    let (ends, end) = AsyncStream.makeStream(of: Bool.self)
    let service = Stubborn(started: { start.finish() }, release: releases) { end.yield($0) }
    let group = ServiceGroup(services: [service], logger: Logger(label: "test"))
    let running = Task { try await group.run() }
    for await _ in starts {}
    await leave(running, group)
    // Returns although the work goes on.
    _ = await running.result
    release.finish()
    return await ends.first { _ in true }
  }

  @Test func `shutdown leaves behind what does not end`() async throws {
    #expect(try await outcome { _, group in await group.triggerGracefulShutdown() } == true)
  }

  @Test func `cancellation leaves behind what does not end`() async throws {
    #expect(try await outcome { running, _ in running.cancel() } == true)
  }

  @Test func `work that ends by itself is waited for`() async {
    let (ends, end) = AsyncStream.makeStream(of: Bool.self)
    await cancelWhenGracefulShutdown(waitingAtMost: .seconds(60)) {
      end.yield(Task.isCancelled)
      end.finish()
    }
    #expect(await ends.first { _ in true } == false)
  }
}
