import Foundation
import Glibc
import LoopbackOrigin
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Both ways to watch a descriptor that NIO must not read: the kernel's, and a thread for where that is forbidden.
@Suite(.timeLimit(.minutes(5))) struct DescriptorWatchTests {
  enum Kind: CaseIterable {
    case kernel, thread

    func watch(_ descriptor: Int32, on eventLoop: any EventLoop) -> (any DescriptorWatch)? {
      switch self {
      case .kernel: KernelWatch(descriptor, on: eventLoop)
      case .thread: ThreadWatch(descriptor, on: eventLoop)
      }
    }
  }

  @Test(arguments: Kind.allCases)
  func `it says once for each time it is asked that there is something to read`(kind: Kind) async throws {
    try await withPipe(kind) { watched in
      #expect(try await !watched.isTold(within: .milliseconds(50)), "nothing is there to read")
      try watched.write()
      #expect(try await watched.isTold())
      #expect(try await !watched.isTold(within: .milliseconds(50)), "it was not asked again")
      for _ in 0..<200 {
        // What is there already counts as well.
        try await watched.arm()
        #expect(try await watched.isTold())
      }
      try watched.read()
      try await watched.arm()
      #expect(try await !watched.isTold(within: .milliseconds(50)), "nothing is there any more")
      try watched.write()
      #expect(try await watched.isTold())
    }
  }

  @Test(arguments: Kind.allCases)
  func `it is silent after its end, armed or not`(kind: Kind) async throws {
    try await withPipe(kind) { watched in
      try await watched.stop()
      try watched.write()
      try await watched.arm()
      #expect(try await !watched.isTold(within: .milliseconds(50)))
    }
  }

  @Test(arguments: [1, 8])
  func `a thread instead of the kernel plays the same`(clients: Int) async throws {
    try await RelayFixture.run(options: { $0.watchesByThread = true }) { relay in
      relay.origin.script("\(VideoID.test)", [.status(503), .reset(after: 70_000)])
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<clients {
          group.addTask {
            let answer = try await relay.get()
            #expect(answer.ending == .complete && Octets(answer.body) == Octets(relay.audio))
          }
        }
        try await group.waitForAll()
      }
    }
  }

  private func withPipe(_ kind: Kind, _ body: (Watched) async throws -> Void) async throws {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    let watched = try await Watched(kind, ends: ends, eventLoop: group.next())
    try await watched.arm()
    try await body(watched)
    try await watched.stop()
    for end in ends { close(end) }
    try await group.shutdownGracefully()
  }

  /// A pipe that is watched, and what was said of it.
  private struct Watched {
    private let ends: [Int32]
    private let watch: NIOLoopBound<any DescriptorWatch>
    private let said = Said()

    /// How often it was said, and how often anybody has asked.
    private final class Said: Sendable {
      let times = Mutex(0)
      let heard = Mutex(0)
    }

    init(_ kind: Kind, ends: [Int32], eventLoop: any EventLoop) async throws {
      self.ends = ends
      let said = said
      watch = try await eventLoop.submit {
        let watch = try #require(kind.watch(ends[0], on: eventLoop))
        watch.onReadable = { said.times.withLock { $0 += 1 } }
        return NIOLoopBound(watch, eventLoop: eventLoop)
      }.get()
    }

    func arm() async throws { try await watch.eventLoop.submit { [watch] in watch.value.arm() }.get() }
    func stop() async throws { try await watch.eventLoop.submit { [watch] in watch.value.stop() }.get() }

    func write() throws {
      var byte: UInt8 = 1
      try #require(Glibc.write(ends[1], &byte, 1) == 1)
    }

    func read() throws {
      var byte: UInt8 = 0
      try #require(Glibc.read(ends[0], &byte, 1) == 1)
    }

    /// Whether it is said, once more than was heard before, that there is something to read.
    func isTold(within limit: Duration = .seconds(30)) async throws -> Bool {
      let deadline = SuspendingClock.now + limit
      while true {
        let isTold = said.heard.withLock { heard in
          guard said.times.withLock({ $0 }) > heard else { return false }
          heard += 1
          return true
        }
        if isTold || SuspendingClock.now >= deadline { return isTold }
        try await Task.sleep(for: .microseconds(200))
      }
    }
  }
}
