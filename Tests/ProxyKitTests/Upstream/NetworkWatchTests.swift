import Foundation
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Who is told when the network may be another one.
@Suite(.timeLimit(.minutes(5))) struct NetworkWatchTests {
  private static let home: [UInt8] = [192, 168, 1, 20]

  @Test func aChangeIsToldAtOnce() async throws {
    let script = NetworkScript()
    try await withWatch(script.sources) { changes in
      script.say(RouteMessage.address(RouteMessage.newAddress, Self.home))
      #expect(await changes.next() == .addresses)
      script.say(RouteMessage.route(RouteMessage.newRoute, by: [192, 168, 1, 1]))
      #expect(await changes.next() == .routes)
    }
  }

  @Test func aBurstIsToldTwice() async throws {
    let script = NetworkScript()
    try await withWatch(script.sources) { changes in
      // One datagram each, so that the watch wakes for the first of them.
      for number in 1...50 as ClosedRange<UInt8> {
        script.say(RouteMessage.address(RouteMessage.newAddress, [10, 0, 0, number]))
      }
      #expect(await changes.next() == .addresses)
      script.say(RouteMessage.route(RouteMessage.newRoute, by: [192, 168, 1, 1]))
      // What came behind the first is told together, the end of it last.
      var last = await changes.next()
      if last == .addresses { last = await changes.next() }
      #expect(last == .routes)
    }
  }

  @Test func aResumeIsToldAndAClockThatIsSetIsNot() async throws {
    let script = NetworkScript()
    try await withWatch(script.sources) { changes in
      script.setClock()
      script.resume(after: .seconds(7200))
      #expect(await changes.next() == .resumed(after: .seconds(7200)))
      script.setClock()
      script.resume(after: .seconds(3))
      #expect(await changes.next() == .resumed(after: .seconds(3)))
    }
  }

  @Test(arguments: [(false, true), (true, false), (false, false), (true, true)])
  func whatTheSystemRefusesIsSaidOnce(routes: Bool, clock: Bool) async throws {
    let script = NetworkScript()
    var sources = script.sources
    if !routes { sources.routes = -1 }
    if !clock { sources.clock = -1 }
    let refusal = try await withWatch(sources) { _ in }
    #expect((refusal == nil) == (routes && clock))
    #expect(refusal?.contains("network") != routes)
    #expect(refusal?.contains("resumes") != clock)
  }

  @Test func theKernelIsAskedAndTellsNothingOfItsOwnAccord() async throws {
    #expect(try await withWatch(NetworkWatch.Sources()) { _ in } == nil)
  }

  /// Whether a thread may have a network of its own, which takes a privilege.
  static let mayHaveNetwork =
    OwnNetwork.isAllowed && FileManager.default.isExecutableFile(atPath: OwnNetwork.program)

  @Test(.enabled(if: mayHaveNetwork)) func theKernelTellsOfAddressesAndRoutes() async throws {
    let network = OwnNetwork()
    let sources = await network.perform { NetworkWatch.Sources() }
    try await withWatch(sources) { changes in
      await network.perform { OwnNetwork.ip("link", "set", "lo", "up") }
      // 127.0.0.1 and ::1.
      #expect(await changes.next() == .addresses)
      await network.perform { OwnNetwork.ip("addr", "add", "10.9.8.7/32", "dev", "lo") }
      #expect(await changes.next() == .addresses)
      await network.perform { OwnNetwork.ip("route", "add", "10.20.0.0/16", "dev", "lo") }
      #expect(await changes.next { $0 == .routes } == .routes)
      await network.perform { OwnNetwork.ip("addr", "del", "10.9.8.7/32", "dev", "lo") }
      #expect(await changes.next { $0 == .addresses } == .addresses)
    }
  }

  /// - Returns: what the system refused.
  @discardableResult
  private func withWatch(
    _ sources: sending NetworkWatch.Sources, _ body: (Changes) async throws -> Void
  ) async throws -> String? {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let eventLoop = group.next()
    let (stream, continuation) = AsyncStream.makeStream(of: NetworkChange.self)
    let box = UncheckedBox(sources)
    let watch = try await eventLoop.submit {
      NIOLoopBound(
        NetworkWatch(on: eventLoop, sources: box.value) { continuation.yield($0) }, eventLoop: eventLoop)
    }.get()
    let refusal = try await eventLoop.submit { watch.value.refusal }.get()
    try await body(Changes(stream))
    try await eventLoop.submit { watch.value.stop() }.get()
    try await group.shutdownGracefully()
    return refusal
  }

  /// What was told, in order.
  final class Changes {
    private var iterator: AsyncStream<NetworkChange>.Iterator

    init(_ stream: AsyncStream<NetworkChange>) { iterator = stream.makeAsyncIterator() }

    func next(where condition: (NetworkChange) -> Bool = { _ in true }) async -> NetworkChange? {
      while let change = await iterator.next(isolation: #isolation) { if condition(change) { return change } }
      return nil
    }
  }

  /// Hands something to the event loop that is used there alone.
  private struct UncheckedBox<Value>: @unchecked Sendable {
    let value: Value
    init(_ value: Value) { self.value = value }
  }
}

/// A thread in a network of its own (unshare(2), CLONE_NEWNET).
final class OwnNetwork: Sendable {
  static let program = "/usr/sbin/ip"
  private let thread = NIOThreadPool(numberOfThreads: 1)

  init() {
    thread.start()
    thread.submit { _ in _ = Self.unshare() }
  }

  deinit { thread.shutdownGracefully { _ in } }

  /// Does `work` in that network.
  func perform<Value>(_ work: @escaping @Sendable () -> Value) async -> sending Value {
    await withCheckedContinuation { continuation in
      thread.submit { _ in continuation.resume(returning: work()) }
    }
  }

  /// Runs the program `ip` in the network of the thread that calls.
  static func ip(_ arguments: String...) {
    #expect(system(([program] + arguments).joined(separator: " ")) == 0)
  }

  static let isAllowed: Bool = {
    let isAllowed = DispatchSemaphore(value: 0)
    nonisolated(unsafe) var result = false
    Thread.detachNewThread {
      result = unshare()
      isAllowed.signal()
    }
    isAllowed.wait()
    return result
  }()

  /// Gives the thread that calls a network of its own; the rest of the process keeps the one it has.
  private static func unshare() -> Bool {
    // Not in Swift's Glibc module.
    guard let symbol = dlsym(nil, "unshare") else { return false }
    let unshare = unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
    return unshare(0x4000_0000) == 0
  }
}
