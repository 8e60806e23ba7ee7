import Testing

@testable import MPDKit

@Suite struct CommandListTests {
  @Test(arguments: [
    ([], []), ([5], [1]), ([5, 5], [2]), ([5, 6], [1, 1]), ([11], [1]), ([1, 11, 1], [1, 1, 1]),
    ([10, 10, 10], [1, 1, 1]), ([3, 3, 3, 3], [3, 1]),
  ])
  func splitsAtTheLimit(lengths: [Int], expected: [Int]) {
    let lists = CommandList.split(lengths, limit: 10, length: { $0 })
    #expect(lists.map(\.count) == expected)
    #expect(lists.flatMap { $0 } == lengths)
  }

  @Test func countsQuotes() {
    #expect(
      CommandList.length(of: "addtagid", ["1", "Title", #"a"b\c"#]) == #"addtagid "1" "Title" "a\"b\\c""#.utf8
        .count + 1)
  }

  @Test func editsOfTenThousandSongsStayUnderTwoMebibytes() {
    let title = String(repeating: "\"", count: 512)
    let edits = (0..<10_000).map { index in
      SongEdit(
        song: MPDSongID(rawValue: UInt32(index)),
        steps: [.clear(.name), .add(.artist, title), .add(.title, title), .add(.album, title)])
    }
    let lists = CommandList.split(edits, length: \.length)
    #expect(lists.count > 1)
    for list in lists { #expect(list.reduce(0) { $0 + $1.length } <= CommandList.maximumLength) }
    #expect(lists.reduce(0) { $0 + $1.count } == edits.count)
  }
}

@Suite struct QueueMirrorTests {
  static func song(_ id: UInt32, at position: Int) -> MPDSong {
    MPDSong(uri: "u\(id)", id: MPDSongID(rawValue: id), position: position)
  }

  @Test func followsChanges() {
    var mirror = QueueMirror()
    func isWhole(_ changes: [MPDSong], _ length: Int, _ version: UInt32) -> Bool {
      mirror.apply(changes, length: length, version: version)
    }
    #expect(isWhole([Self.song(1, at: 0), Self.song(2, at: 1), Self.song(3, at: 2)], 3, 5))
    #expect(mirror.version == 5)
    // The first song was deleted: the others moved up.
    #expect(isWhole([Self.song(3, at: 1), Self.song(2, at: 0)], 2, 6))
    #expect(mirror.songs.map(\.id.rawValue) == [2, 3])
    #expect(isWhole([Self.song(4, at: 2)], 3, 7))
    #expect(mirror.songs.map(\.id.rawValue) == [2, 3, 4])
    #expect(isWhole([], 0, 8))
    #expect(mirror.songs.isEmpty)
    // A song is missing in between: everything is wanted again.
    #expect(isWhole([Self.song(1, at: 0)], 1, 9))
    #expect(!isWhole([Self.song(3, at: 2)], 3, 10))
    #expect(mirror.version == 0)
    #expect(mirror.songs.isEmpty)
  }
}

@Suite struct ReconnectBackoffTests {
  @Test func growsToThirtySeconds() {
    var backoff = ReconnectBackoff()
    let waits = (0..<7).map { _ in backoff.failed() }
    #expect(waits == [1, 2, 4, 8, 16, 30, 30].map { Duration.seconds($0) })
    backoff.succeeded()
    #expect(backoff.failed() == .seconds(1))
  }
}
