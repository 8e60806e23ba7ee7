import FoundationEssentials
import TestSupport
import Testing

@testable import MPDKit

@Suite(.timeLimit(.minutes(5))) struct MPDPushTests {
  static let library = Library()

  static func entries(_ numbers: some Sequence<Int>) -> [MPDPush.Entry] {
    numbers.map { MPDPush.Entry(uri: Library.uri($0), tags: library.tags($0)) }
  }

  static func write(_ name: String, _ entries: [MPDPush.Entry], in fixture: MPDFixture) throws {
    var text = "#EXTM3U\n"
    for (index, entry) in entries.enumerated() { text += "#EXTINF:\(100 + index),A - T\n\(entry.uri)\n" }
    try Data(text.utf8).write(to: fixture.playlists.appending(path: "\(name).m3u"))
  }

  static func isTagged(_ song: MPDSong, _ entry: MPDPush.Entry) -> Bool {
    song.uri == entry.uri && song.name == nil
      && SongTags(artist: song.artist, title: song.title, album: song.album) == entry.tags
  }

  @Test(arguments: [true, false])
  func appends(withPlaylist: Bool) async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.add("http://127.0.0.1:1/other")
    let entries = Self.entries(1...5)
    if withPlaylist { try Self.write("YT: Mix", entries, in: fixture) }
    let result = try await client.push(MPDPush(entries, playlist: "YT: Mix"))
    #expect(result.position == 1)
    #expect(result.hasDurations == withPlaylist)
    let queue = try await client.queue()
    #expect(queue.dropFirst().map(\.id) == result.ids)
    #expect(zip(queue.dropFirst(), entries).allSatisfy(Self.isTagged))
    #expect(queue.last?.duration == (withPlaylist ? .seconds(104) : nil))
  }

  @Test(arguments: [true, false])
  func replaces(withPlaylist: Bool) async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.add(["http://127.0.0.1:1/other", "http://127.0.0.1:1/another"])
    let entries = Self.entries(1...3)
    if withPlaylist { try Self.write("Mix", entries, in: fixture) }
    let result = try await client.push(MPDPush(entries, playlist: "Mix", mode: .replace))
    #expect(result.hasDurations == withPlaylist)
    #expect(result.position == 0)
    let queue = try await client.queue()
    #expect(queue.map(\.id) == result.ids)
    #expect(zip(queue, entries).allSatisfy(Self.isTagged))
    let emptied = try await client.push(MPDPush([], mode: .replace))
    #expect(emptied.ids.isEmpty)
    #expect(try await client.queue().isEmpty)
  }

  @Test func replacingWhatPlays_stops() async throws {
    let fixture = try await MPDFixture()
    try WaveFile.silence(seconds: 30).write(to: fixture.music.appending(path: "a.wav"))
    try await fixture.mpc("update", "--wait")
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.add("a.wav")
    try await client.play(position: 0)
    try await client.push(MPDPush(Self.entries(1...3), mode: .replace))
    let status = try await client.status()
    #expect(status.state == .stopped)
    #expect(status.error == nil)
    #expect(status.queueLength == 3)
  }

  @Test(arguments: [true, false])
  func insertsBehindTheCurrentSong_andPlays(withPlaylist: Bool) async throws {
    let fixture = try await MPDFixture()
    for name in ["a.wav", "b.wav"] {
      try WaveFile.silence(seconds: 30).write(to: fixture.music.appending(path: name))
    }
    try await fixture.mpc("update", "--wait")
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.add(["a.wav", "b.wav"])
    try await client.play(position: 0)
    let entries = Self.entries(1...3)
    if withPlaylist { try Self.write("Mix", entries, in: fixture) }
    let result = try await client.push(MPDPush(entries, playlist: "Mix", mode: .insertNext))
    #expect(result.position == 1)
    #expect(result.hasDurations == withPlaylist)
    var queue = try await client.queue()
    #expect(queue.map(\.uri) == ["a.wav"] + entries.map(\.uri) + ["b.wav"])
    #expect(zip(queue[1...3], entries).allSatisfy(Self.isTagged))
    #expect(try await client.status().songPosition == 0)

    let local = [
      MPDPush.Entry(uri: "b.wav", tags: SongTags(title: nil)),
      MPDPush.Entry(uri: "a.wav", tags: SongTags(title: nil)),
    ]
    let played = try await client.push(MPDPush(local, mode: .replace, playFrom: 1))
    queue = try await client.queue()
    #expect(queue.map(\.uri) == ["b.wav", "a.wav"])
    #expect(try await client.status().songID == played.ids[1])
  }

  @Test func stalePlaylist_isNotLoaded() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try Self.write("Mix", Self.entries(7...9), in: fixture)
    let result = try await client.push(MPDPush(Self.entries(1...3), playlist: "Mix"))
    #expect(!result.hasDurations)
    #expect(try await client.queue().map(\.uri) == (1...3).map(Library.uri))
  }

  @Test func withoutPlaylistDirectory_songsAreAdded() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.hasPlaylistDirectory = false
    let fixture = try await MPDFixture(configuration)
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let result = try await client.push(MPDPush(Self.entries(1...3), playlist: "Mix"))
    #expect(!result.hasDurations)
    #expect(result.ids.count == 3)
  }

  @Test func sameSongTwice_isTaggedTwice() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let entries = Self.entries([1, 2, 1])
    try Self.write("Mix", entries, in: fixture)
    try await client.push(MPDPush(entries, playlist: "Mix"))
    #expect(zip(try await client.queue(), entries).allSatisfy(Self.isTagged))
  }

  @Test func tooMany_areRefusedBeforeAnythingIsDone() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let id = try await client.add("http://127.0.0.1:1/other")
    await #expect(throws: MPDError.tooManySongs(count: 16_384, room: 16_383)) {
      try await client.push(MPDPush(Self.entries(0..<16_384)))
    }
    await #expect(throws: MPDError.tooManySongs(count: 16_385, room: 16_384)) {
      try await client.push(MPDPush(Self.entries(0..<16_385), mode: .replace))
    }
    #expect(try await client.queue().map(\.id) == [id])
    let result = try await client.push(MPDPush(Self.entries(0..<16_384), mode: .replace))
    #expect(result.ids.count == 16_384)
    let queue = try await client.queue()
    #expect(queue.count == 16_384)
    #expect(zip(queue, Self.entries(0..<16_384)).allSatisfy(Self.isTagged))
  }

  @Test(arguments: [true, false])
  func lowerLimitOfMPD_leavesTheQueueAsItWas(withPlaylist: Bool) async throws {
    var configuration = MPDFixture.Configuration()
    configuration.queueLimit = 4
    let fixture = try await MPDFixture(configuration)
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let ids = try await client.add(["http://127.0.0.1:1/other", "http://127.0.0.1:1/another"])
    let entries = Self.entries(1...5)
    if withPlaylist { try Self.write("Mix", entries, in: fixture) }
    await #expect(throws: MPDError.tooManySongs(count: 5, room: 2)) {
      try await client.push(MPDPush(entries, playlist: "Mix"))
    }
    await #expect(throws: MPDError.tooManySongs(count: 5, room: 4)) {
      try await client.push(MPDPush(entries, playlist: "Mix", mode: .replace))
    }
    #expect(try await client.queue().map(\.id) == ids)
    // No room for old and new songs at once, but for the new ones.
    if withPlaylist { try Self.write("Mix", Array(entries.prefix(4)), in: fixture) }
    let result = try await client.push(MPDPush(Array(entries.prefix(4)), playlist: "Mix", mode: .replace))
    #expect(result.hasDurations == withPlaylist)
    #expect(try await client.queue().map(\.id) == result.ids)
  }

  @Test func lossInTheMiddle_saysHowManySongsCame() async throws {
    let server = try GreetingServer(
      greeting: "OK MPD 0.23.5\n", answers: ["Id: 5\nId: 6\n"])
    let endpoint = MPDAddress.Endpoint.tcp(host: "127.0.0.1", port: server.port)
    let client = MPDClient(address: MPDAddress(endpoint: endpoint))
    await #expect(throws: MPDError.interruptedPush(added: 2, of: 3)) {
      try await client.add((1...3).map(Library.uri))
    }
  }

  @Test func pushBesideALink_isTaggedOnce() async throws {
    let fixture = try await MPDFixture()
    let test = LinkUnderTest(MPDClientTests.address(fixture))
    try await test.queue(where: \.isEmpty)
    let entries = Self.entries(0..<500)
    try Self.write("Mix", entries, in: fixture)
    try await test.link.client.push(MPDPush(entries, playlist: "Mix"))
    try await test.taggedQueue(500)
    let version = try await test.link.client.status().queueVersion
    test.link.retag()
    test.link.refresh()
    for _ in 0..<2 { try await test.taggedQueue(500) }
    #expect(try await test.link.client.status().queueVersion == version)
  }
}
