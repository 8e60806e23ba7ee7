import FoundationEssentials
import Synchronization
import TestSupport
import Testing

@testable import MPDKit

/// A library of songs whose URLs say which they are.
final class Library: Sendable {
  private let edition = Mutex("")

  static func uri(_ number: Int) -> String { "http://127.0.0.1:1/proxy/song\(number)" }

  /// New titles for all songs.
  func publish(edition: String) { self.edition.withLock { $0 = edition } }

  func tags(_ number: Int) -> SongTags {
    let edition = edition.withLock { $0 }
    return SongTags(
      artist: "Artist \(number)", title: "Title “\(number)”\(edition)", album: "Álbum \(number)")
  }

  func recognise(_ uris: [String]) -> [String: SongTags] {
    var found: [String: SongTags] = [:]
    for uri in uris {
      guard uri.hasPrefix("http://127.0.0.1:1/proxy/song"), let number = Int(uri.dropFirst(29)) else {
        continue
      }
      found[uri] = tags(number)
    }
    return found
  }
}

/// A running link, and what it told so far.
final class LinkUnderTest {
  let link: MPDLink
  let library = Library()
  private var iterator: AsyncStream<MPDLinkUpdate>.Iterator
  private let task: Task<Void, Never>

  init(_ address: MPDAddress, deadlines: MPDClient.Deadlines = .init(), key: @escaping SongKey = { $0 }) {
    link = MPDLink(
      address: address, deadlines: deadlines, partitionInterval: .milliseconds(50), key: key
    ) { [library] in library.recognise($0) }
    iterator = link.updates.makeAsyncIterator()
    task = Task { [link] in await link.run() }
  }

  deinit { task.cancel() }

  /// The next update that `match` makes something of; those before it are dropped.
  func next<Found>(_ match: (MPDLinkUpdate) -> Found?) async throws -> Found {
    while let update = await iterator.next() {
      if let found = match(update) { return found }
    }
    throw UnexpectedError(nil)
  }

  /// Reads updates until the queue is as wanted.
  @discardableResult
  func queue(where isWanted: ([MPDSong]) -> Bool) async throws -> [MPDSong] {
    try await next { update in
      guard case .snapshot(let snapshot) = update, isWanted(snapshot.queue) else { return nil }
      return snapshot.queue
    }
  }

  /// Reads updates until `count` songs are in the queue with the library's tags.
  @discardableResult
  func taggedQueue(_ count: Int) async throws -> [MPDSong] {
    try await queue { songs in
      songs.count == count
        && songs.allSatisfy { song in
          SongTags(artist: song.artist, title: song.title, album: song.album)
            == library.recognise([song.uri])[song.uri] && song.name == nil
        }
    }
  }

  /// Stops the link and waits for its end.
  func stop() async {
    task.cancel()
    await task.value
  }
}

@Suite(.timeLimit(.minutes(5))) struct MPDLinkTests {
  @Test func songsAreTagged_howeverTheyCame() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    // Before the link: already in the queue.
    try await fixture.mpc("add", Library.uri(1))
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    #expect(!test.link.tagsQueue)
    try await test.taggedQueue(1)
    #expect(test.link.tagsQueue)

    try await client.add(Library.uri(2))
    try await test.taggedQueue(2)
    try Data("#EXTM3U\n#EXTINF:213,Somebody - Something\n\(Library.uri(3))\n".utf8)
      .write(to: fixture.playlists.appending(path: "YT: Mix.m3u"))
    try await fixture.mpc("load", "YT: Mix")
    let queue = try await test.taggedQueue(3)
    #expect(queue[2].duration == .seconds(213))
    // A bare `|` means "or" to mpc.
    let list = try await fixture.mpc("playlist", "-f", "%artist%#|%title%#|%album%#|%name%")
    #expect(
      list.split(separator: "\n") == [
        "Artist 1|Title “1”|Álbum 1|", "Artist 2|Title “2”|Álbum 2|", "Artist 3|Title “3”|Álbum 3|",
      ])
  }

  @Test func otherSongs_areLeftAlone() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await fixture.mpc("add", "http://127.0.0.1:1/other", Library.uri(1))
    let queue = try await test.queue { $0.count == 2 && $0[1].title != nil }
    #expect(queue[0].artist == nil && queue[0].title == nil)
  }

  @Test func thousandSongs_causeAtMostThreeWakeUps() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.queue(where: \.isEmpty)
    let watcher = MPDIdleWatcher(
      address: MPDClientTests.address(fixture), subsystems: [.queue, .options])
    watcher.start()
    var events = watcher.events.makeAsyncIterator()
    guard case .connected = await events.next() else { throw UnexpectedError(nil) }

    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.add((0..<1000).map(Library.uri))
    try await test.taggedQueue(1000)
    // The link has nothing left to do; another kind of change marks the end of what it did.
    let version = try await client.status().queueVersion
    test.link.retag()
    try await test.taggedQueue(1000)
    try await client.set(.random, true)
    var wakeUps = 0
    while let event = await events.next() {
      guard case .changed(let subsystems) = event else { throw UnexpectedError(nil) }
      if subsystems.contains(.queue) { wakeUps += 1 }
      if subsystems.contains(.options) { break }
    }
    // One of them is for the songs themselves, unless MPD told of both at once.
    #expect((1...1 + 3).contains(wakeUps))
    #expect(try await client.status().queueVersion == version)
  }

  @Test func newTagsInTheLibrary_reachTheQueue() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await fixture.mpc("add", Library.uri(1), Library.uri(2))
    try await test.taggedQueue(2)
    test.library.publish(edition: " (Remastered)")
    test.link.retag()
    let queue = try await test.taggedQueue(2)
    #expect(queue[1].title == "Title “2” (Remastered)")
  }

  @Test func tagsMPDDoesNotKeep_areNotTriedForEver() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.metadata = "artist,title"
    let fixture = try await MPDFixture(configuration)
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await fixture.mpc("add", Library.uri(1))
    try await test.queue { $0.first?.artist == "Artist 1" && $0.first?.title == "Title “1”" }
    let version = try await test.link.client.status().queueVersion
    for _ in 0..<5 { test.link.retag() }
    test.link.refresh()
    for _ in 0..<6 { _ = try await test.queue { !$0.isEmpty } }
    #expect(try await test.link.client.status().queueVersion <= version + 2)
  }

  @Test func lostAndFoundAgain() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await fixture.mpc("add", Library.uri(1))
    try await test.taggedQueue(1)
    await fixture.kill()
    let wait = try await test.next { update -> Duration? in
      guard case .lost(_, let wait) = update else { return nil }
      return wait
    }
    #expect(wait == .seconds(1))
    #expect(!test.link.tagsQueue)
    try await fixture.start()
    // A command finds MPD again at once, and the watcher with it.
    try await test.link.client.clear()
    try await test.link.client.add(Library.uri(7))
    try await test.taggedQueue(1)
    #expect(test.link.tagsQueue)
  }

  @Test func missingMPD_isFoundByItself() async throws {
    let fixture = try await MPDFixture()
    await fixture.kill()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    let error = try await test.next { update -> MPDError? in
      guard case .lost(let error, _) = update else { return nil }
      return error
    }
    #expect(error == .refused(address: fixture.socket))
    try await fixture.start()
    _ = try await test.next { update -> Bool? in
      guard case .connected = update else { return nil }
      return true
    }
  }

  @Test func wrongPassword_isSaid() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.password = "right"
    let fixture = try await MPDFixture(configuration)
    let test = LinkUnderTest(MPDClientTests.address(fixture, password: "wrong"))
    let error = try await test.next { update -> MPDError? in
      guard case .lost(let error, _) = update else { return nil }
      return error
    }
    #expect(error == .wrongPassword)
    #expect(!test.link.tagsQueue)
  }

  @Test func missingPermission_isSaid_andNothingIsPromised() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.password = "right"
    let fixture = try await MPDFixture(configuration)
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    let error = try await test.next { update -> MPDError? in
      switch update {
      case .failed(let error), .lost(let error, _): error
      default: nil
      }
    }
    guard case .permission = error else { throw UnexpectedError(error) }
    #expect(!test.link.tagsQueue)
  }

  @Test func blockedMPD_isNoticed() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    #expect(await !test.link.isBlocked(within: .seconds(5)))
    fixture.suspend()
    #expect(await test.link.isBlocked(within: .milliseconds(100)))
    fixture.resume()
    #expect(await !test.link.isBlocked(within: .seconds(5)))
    // Without a connection of before, it is the greeting that does not come.
    let other = MPDLink(address: MPDClientTests.address(fixture)) { _ in [:] }
    fixture.suspend()
    #expect(await other.isBlocked(within: .milliseconds(100)))
    fixture.resume()
    await fixture.kill()
    #expect(await !test.link.isBlocked(within: .seconds(5)))
  }

  @Test func cancelling_endsTheUpdates_evenWhileMPDIsSilent() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.queue(where: \.isEmpty)
    fixture.suspend()
    test.link.refresh()
    await test.stop()
    #expect(!test.link.tagsQueue)
    await #expect(throws: UnexpectedError.self) { _ = try await test.next { _ in nil as Bool? } }
  }
}
