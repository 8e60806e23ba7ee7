import FoundationEssentials
import TestSupport
import Testing

@testable import MPDKit

/// The commands of a player that the others don't show.
@Suite(.timeLimit(.minutes(5))) struct MPDPlayerCommandTests {
  static func uris(_ names: String) -> [String] { names.map { "http://127.0.0.1:1/\($0)" } }

  static func order(_ client: MPDClient) async throws -> String {
    try await client.queue().compactMap { $0.uri.last.map(String.init) }.joined()
  }

  @Test func volume() async throws {
    var configuration = MPDFixture.Configuration()
    configuration.hasMixer = true
    let fixture = try await MPDFixture(configuration)
    let client = MPDClient(address: MPDClientTests.address(fixture))
    // A software mixer has a volume once something has played.
    try WaveFile.silence(seconds: 30).write(to: fixture.music.appending(path: "a.wav"))
    try await fixture.mpc("update", "--wait")
    try await client.play(try await client.add("a.wav"))
    try await client.setVolume(40)
    #expect(try await client.status().volume == 40)
    #expect(try await client.changeVolume(by: 15) == 55)
    #expect(try await client.changeVolume(by: -500) == 0)
    try await client.setVolume(1000)
    #expect(try await client.status().volume == 100)
    #expect(try await client.changeVolume(by: 5) == 100)
  }

  @Test func missingMixer_isSaid() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    await #expect(throws: MPDError.noMixer) { try await client.setVolume(50) }
    await #expect(throws: MPDError.noMixer) { try await client.changeVolume(by: 5) }
    #expect("\(MPDError.noMixer)".contains("mixer_type"))
    try await client.ping()
  }

  @Test func nothingPlaying_isSaid() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    await #expect(throws: MPDError.notPlaying(command: "seekcur")) { try await client.seek(to: .seconds(5)) }
    await #expect(throws: MPDError.notPlaying(command: "seekcur")) { try await client.seek(by: .seconds(5)) }
    await #expect(throws: MPDError.notPlaying(command: "next")) { try await client.next() }
    await #expect(throws: MPDError.notPlaying(command: "previous")) { try await client.previous() }
    #expect("\(MPDError.notPlaying(command: "next"))" == "no song is playing in MPD")
  }

  @Test func seekingIsRelativeOrAbsolute() async throws {
    let fixture = try await MPDFixture()
    try WaveFile.silence(seconds: 300).write(to: fixture.music.appending(path: "a.wav"))
    try await fixture.mpc("update", "--wait")
    let client = MPDClient(address: MPDClientTests.address(fixture))
    try await client.play(try await client.add("a.wav"))
    try await client.pause(true)
    func elapsed() async throws -> Duration { try #require(try await client.status().elapsed) }
    try await client.seek(to: .seconds(100))
    #expect(try await elapsed() >= .seconds(100))
    try await client.seek(by: .seconds(30))
    #expect(try await elapsed() >= .seconds(130))
    try await client.seek(by: .seconds(-60))
    #expect(try await elapsed() < .seconds(110))
    try await client.seek(by: .seconds(-600))
    #expect(try await elapsed() < .seconds(30))
  }

  @Test func optionsAreToggled_whateverTheyAre() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    for option in MPDOption.allCases {
      #expect(try await client.toggle(option))
      #expect(option.isOn(in: try await client.status()))
      #expect(try await !client.toggle(option))
      #expect(!option.isOn(in: try await client.status()))
    }
    for (word, single) in [("once", MPDStatus.Single.oneShot), ("on", .on), ("off", .off)] {
      try await fixture.mpc("single", word)
      #expect(try await client.status().single == single)
    }
  }

  @Test func songsAreMoved() async throws {
    let fixture = try await MPDFixture()
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let ids = try await client.add(Self.uris("abcdef"))
    try await client.move(ids[0], to: 3)
    #expect(try await Self.order(client) == "bcdaef")
    try await client.move(ids[0], to: 99)
    #expect(try await Self.order(client) == "bcdefa")
    try await client.move(ids[0], to: -1)
    #expect(try await Self.order(client) == "abcdef")
    try await client.move([ids[1], ids[3], MPDSongID(rawValue: 999)], by: -1)
    #expect(try await Self.order(client) == "badcef")
    try await client.move([ids[1], ids[3]], by: -2)
    #expect(try await Self.order(client) == "bdacef")
    try await client.move([ids[4], ids[5]], by: 1)
    #expect(try await Self.order(client) == "bdacef")
    try await client.move(ids, by: 3)
    #expect(try await Self.order(client) == "bdacef")
    await #expect(throws: MPDError.noSuchItem(command: "moveid", text: "No such song")) {
      try await client.move(MPDSongID(rawValue: 999), to: 0)
    }
  }

  @Test(arguments: [
    ("b", -1, "bacdef"), ("b", 1, "acbdef"), ("a", -1, "abcdef"), ("f", 1, "abcdef"), ("bc", 2, "adebcf"),
    ("ace", 1, "badcfe"), ("ef", 9, "abcdef"), ("bf", -9, "bfacde"), ("ab", 9, "cdefab"),
    ("abcdef", 1, "abcdef"),
    ("", 3, "abcdef"), ("c", 0, "abcdef"), ("ab", Int.max, "cdefab"), ("ab", Int.min, "abcdef"),
  ])
  func movesAreTheFewest(songs: String, offset: Int, expected: String) {
    let ids = "abcdef".unicodeScalars.map { MPDSongID(rawValue: $0.value) }
    let moved = Set(songs.unicodeScalars.map { MPDSongID(rawValue: $0.value) })
    var order = ids
    let moves = QueueMove.moves(of: moved, by: offset, in: order)
    for move in moves {
      order.removeAll { $0 == move.song }
      order.insert(move.song, at: move.position)
    }
    let text = String(String.UnicodeScalarView(order.compactMap { Unicode.Scalar($0.rawValue) }))
    #expect(text == expected)
    #expect(moves.count <= moved.count)
  }

  @Test func previousInRandomOrder_isWhatWasOnBefore() async throws {
    let fixture = try await MPDFixture()
    for name in "abcd" {
      try WaveFile.silence(seconds: 30).write(to: fixture.music.appending(path: "\(name).wav"))
    }
    try await fixture.mpc("update", "--wait")
    let client = MPDClient(address: MPDClientTests.address(fixture))
    let ids = try await client.add("abcd".map { "\($0).wav" })
    try await client.set(.random, true)
    var history = SongHistory()
    for id in [ids[2], ids[0], ids[3]] {
      try await client.play(id)
      history.note(try await client.status().songID)
    }
    let queue = try await client.queue()
    for expected in [ids[0], ids[2]] {
      let predecessor = history.goBack(in: queue)
      try await client.skipToPrevious(inRandomOrder: predecessor)
      let current = try await client.status().songID
      history.note(current)
      #expect(current == expected)
    }
    let first = history.goBack(in: queue)
    #expect(first == nil)
    // A song that has left is not asked for; MPD chooses.
    try await client.skipToPrevious(inRandomOrder: MPDSongID(rawValue: 999))
    #expect(try await client.status().state == .playing)
  }
}
