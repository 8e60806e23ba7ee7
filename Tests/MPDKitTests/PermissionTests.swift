import TestSupport
import Testing

@testable import MPDKit

/// An MPD that does not permit everything.
@Suite(.timeLimit(.minutes(5))) struct PermissionTests {
  static func fixture() async throws -> MPDFixture {
    var configuration = MPDFixture.Configuration()
    configuration.password = "all"
    configuration.otherPasswords = ["look": "read,control"]
    return try await MPDFixture(configuration)
  }

  @Test(arguments: [nil, "wrong"]) func refusedClient_waitsLongerEachTime(password: String?) async throws {
    let fixture = try await Self.fixture()
    let watcher = MPDIdleWatcher(address: MPDClientTests.address(fixture, password: password))
    watcher.start()
    var events = watcher.events.makeAsyncIterator()
    let error: MPDError = password == nil ? .permission(command: "idle") : .wrongPassword
    for seconds in [1, 2] { #expect(await events.next() == .lost(error, retryIn: .seconds(seconds))) }
  }

  @Test func refusal_isToldOnce_withItsCure() async throws {
    let fixture = try await Self.fixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    let error = try await test.next { update -> MPDError? in
      guard case .lost(let error, _) = update else { return nil }
      return error
    }
    #expect(error == .permission(command: "idle"))
    #expect("\(error)".contains("password@host") && "\(error)".contains("mpd_socket_path"))
    #expect(!test.link.tagsQueue)
    // It is refused once more, of which nothing is told, and then there is something new.
    test.link.wake()
    await #expect(throws: MPDError.permission(command: "status")) { try await test.link.client.status() }
    await fixture.kill()
    let next = try await test.next { $0 }
    // How the end shows depends on whether a try was under way.
    guard case .lost(let loss, _) = next, !loss.isRefusal else {
      Issue.record("\(next)")
      return
    }
  }

  @Test func forbiddenTags_areToldOnce_andTheRestWorks() async throws {
    let fixture = try await Self.fixture()
    try await fixture.mpc("add", Library.uri(1))
    let test = LinkUnderTest(MPDClientTests.address(fixture, password: "look"))
    let error = try await test.next { update -> MPDError? in
      guard case .failed(let error) = update else { return nil }
      return error
    }
    #expect(error == .permission(command: "addtagid"))
    for number in 2...4 {
      try await fixture.mpc("add", Library.uri(number))
      let songs = try await test.next { update -> [MPDSong]? in
        switch update {
        case .failed, .lost, .connected, .tagged:
          Issue.record("\(update)")
          return []
        case .snapshot(let snapshot) where snapshot.queue.count == number: return snapshot.queue
        default: return nil
        }
      }
      #expect(songs.map(\.uri) == (1...number).map(Library.uri))
      #expect(!test.link.tagsQueue)
    }
    try await test.link.client.set(.random, true)
    test.link.retag()
    _ = try await test.next { update -> Bool? in
      guard case .snapshot(let snapshot) = update, snapshot.status.isRandom else { return nil }
      return true
    }
  }

  @Test func longerQueueThanUsual_isMPDsToAllow() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.queueLimit = 20_000
    let fixture = try await MPDFixture(configuration)
    let client = MPDClient(address: MPDClientTests.address(fixture))
    func entries(_ count: Int) -> [MPDPush.Entry] {
      (0..<count).map { MPDPush.Entry(uri: Library.uri($0), tags: SongTags(title: nil)) }
    }
    let result = try await client.push(MPDPush(entries(17_000)))
    #expect(result.ids.count == 17_000)
    #expect(try await client.status().queueLength == 17_000)
    await #expect(throws: MPDError.tooManySongs(count: 3001, room: 3000)) {
      try await client.push(MPDPush(entries(3001)))
    }
    #expect(try await client.status().queueLength == 17_000)
  }
}
