import Foundation
import Synchronization
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite(.timeLimit(.minutes(5))) struct TrackStoreFollowingTests {
  private let id = testVideo("-bcdefghij_")

  /// Follows a store, and hands on how often something was taken.
  private func follow(
    _ store: TrackStore, skipsFirst: Bool = false, failures: Int = 0,
    _ body: (inout AsyncStream<Int>.Iterator) async throws -> Void
  ) async throws {
    let (calls, call) = AsyncStream.makeStream(of: Int.self)
    let count = Mutex(0)
    let path = store.path
    let task = Task {
      await store.followChanges(pause: .milliseconds(1), skipsFirst: skipsFirst) { () throws(StoreError) in
        let number = count.withLock { count in
          count += 1
          return count
        }
        call.yield(number)
        if number <= failures { throw StoreError(.other, path: path) }
      }
      call.finish()
    }
    defer { task.cancel() }
    var iterator = calls.makeAsyncIterator()
    try await body(&iterator)
    task.cancel()
    await task.value
  }

  @Test func `changes of our own and of another program are told`() async throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path).store
    try await follow(store) { calls in
      #expect(await calls.next() == 1)
      try store.register([Track(id: id, title: "T")])
      #expect(await calls.next() == 2)
      // What is told twice of one write has been looked at, and is nothing new.
      try database.python("db.execute(\"UPDATE tracks SET title = 'U'\"); db.commit()")
      #expect(await calls.next() == 3)
      #expect(try store.track(id)?.title == "U")
    }
  }

  @Test func `what is there already can be left alone`() async throws {
    let store = try TrackStore()
    try await follow(store, skipsFirst: true) { calls in
      // The first look may come before the first change or after it, but not after all of them.
      let writing = Task {
        var number = 0
        while !Task.isCancelled {
          number += 1
          try store.register([Track(id: id, title: "\(number)")])
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      #expect(await calls.next() == 1)
      writing.cancel()
      _ = await writing.result
    }
  }

  @Test func `what fails is tried again without a change`() async throws {
    try await follow(try TrackStore(), failures: 2) { calls in
      for number in 1...3 { #expect(await calls.next() == number) }
    }
  }

  @Test func `a database behind a link, and its log, are watched where they are`() async throws {
    let database = try YtmpdDatabase(.second)
    let link = database.path + ".link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: database.path)
    let store = try TrackStore.open(path: link).store
    try await follow(store) { calls in
      #expect(await calls.next() == 1)
      try database.python(
        "db.execute(\"INSERT INTO tracks VALUES ('aaaaaaaaaaa', NULL, NULL, 'T', 0)\"); db.commit()")
      #expect(await calls.next() == 2)
    }
  }
}
