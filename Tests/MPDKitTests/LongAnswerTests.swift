import FoundationEssentials
import TestSupport
import Testing

@testable import MPDKit

/// Foreign songs with more to tell than fits, and queues longer than MPD's buffer for answers.
@Suite(.timeLimit(.minutes(5))) struct LongAnswerTests {
  @Test func songWithALongTitle_isAsGoodAsAnyOther() async throws {
    let fixture = try await MPDFixture()
    let title = String(repeating: "x", count: 5999) + "y"
    try await TaggedFile.add("long.mp3", title: title, to: fixture)
    try await fixture.mpc("add", "long.mp3")
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.queue { $0.first?.title == title }
    try await fixture.mpc("add", Library.uri(1))
    try await test.queue { $0.count == 2 && $0[1].artist == "Artist 1" }

    let result = try await test.link.client.push(MPDPush(MPDPushTests.entries(2...4)))
    #expect(result.position == 2 && !result.wasResumed)
    try await test.queue { $0.count == 5 && $0[4].artist == "Artist 4" }
    try await test.link.client.play(position: 0)
    try await test.link.client.seek(to: .seconds(1))
    #expect(try await test.link.client.currentSong()?.title == title)
    let stored = try await test.link.client.storedPlaylists()
    #expect(stored.isEmpty)
  }

  @Test func lineThatIsNoPair_isPassedOver() async throws {
    let server = try GreetingServer(
      greeting: "OK MPD 0.23.5\n",
      answers: [
        "state: stop\nsong: 0\nsongid: 7\nplaylistlength: 1\nOK\n",
        "file: a\nTitle: one\ntwo\n\n: \nArtist: b\nPos: 0\nId: 7\nOK\n",
      ])
    let client = MPDClient(address: MPDAddress(endpoint: .tcp(host: "127.0.0.1", port: server.port)))
    let song = try await client.currentSong()
    #expect(song?.title == "one" && song?.artist == "b" && song?.id == MPDSongID(rawValue: 7))
  }

  @Test func queueBeyondMPDsBuffer_isReadInPages() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.outputBufferSize = 64
    let fixture = try await MPDFixture(configuration)
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.queue(where: \.isEmpty)
    let entries = MPDPushTests.entries(1...2000)
    try MPDPushTests.write("Mix", entries, in: fixture)
    let result = try await test.link.client.push(MPDPush(entries, playlist: "Mix"))
    #expect(result.ids.count == 2000)
    try await test.taggedQueue(2000)

    try await fixture.mpc("add", Library.uri(2001))
    try await test.taggedQueue(2001)
    try await test.link.client.move([result.ids[1999]], by: -1999)
    let queue = try await test.queue { $0.first?.id == result.ids[1999] }
    #expect(queue.map(\.position) == Array(0...2000))
    #expect(try await test.link.client.queue() == queue)
    try await test.link.client.delete([result.ids[0]])
    #expect(try await test.link.client.push(MPDPush(entries, mode: .replace)).ids.count == 2000)
    try await test.taggedQueue(2000)
  }

  @Test func songThatMPDCanNotSend_isNamedOnce_andTheRestWorks() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.outputBufferSize = 64
    let fixture = try await MPDFixture(configuration)
    try await TaggedFile.add("huge.mp3", title: String(repeating: "x", count: 100_000), to: fixture)
    try await fixture.mpc("add", Library.uri(1), "huge.mp3", Library.uri(2))
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    let news = try await test.next { update -> [MPDSong]? in
      guard case .unreadable(let songs) = update else { return nil }
      return songs
    }
    #expect(news.map(\.position) == [1])
    try await test.link.client.play(position: 1)
    try await test.link.client.pause(true)
    #expect(try await test.link.client.currentSong()?.id == news[0].id)
    // From here on nothing more is said of it.
    let result = try await test.link.client.push(MPDPush(MPDPushTests.entries(3...4)))
    #expect(result.position == 3)
    let queue = try await test.next { update -> [MPDSong]? in
      switch update {
      case .unreadable, .failed, .lost:
        Issue.record("\(update)")
        return []
      case .snapshot(let snapshot)
      where snapshot.queue.last?.artist == "Artist 4" && snapshot.song?.isUnreadable == true:
        return snapshot.queue
      default: return nil
      }
    }
    #expect(queue.map(\.isUnreadable) == [false, true, false, false, false])
    #expect(queue.map(\.artist) == ["Artist 1", nil, "Artist 2", "Artist 3", "Artist 4"])
    #expect(queue[1].displayName == "(song 2: too long to be read)")
  }
}
