import Testing

@testable import MPDKit

@Suite struct QueueTaggerTests {
  static let uri = "http://localhost:8080/proxy/aaaaaaaaaaa"
  static let wanted = SongTags(artist: "Ann", title: "One", album: "First")

  static func song(
    _ id: UInt32 = 7, uri: String = uri, artist: String? = nil, title: String? = nil, album: String? = nil,
    name: String? = nil
  ) -> MPDSong {
    MPDSong(
      uri: uri, id: MPDSongID(rawValue: id), position: 0, artist: artist, title: title, album: album,
      name: name)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let song: MPDSong
    var wanted = QueueTaggerTests.wanted
    let steps: [SongEdit.Step]
  }

  static let rows: [Row] = [
    Row(
      testDescription: "mpc add: nothing is known", song: song(),
      steps: [.add(.artist, "Ann"), .add(.title, "One"), .add(.album, "First")]),
    Row(
      testDescription: "load of M3U: a name", song: song(name: "Ann - One"),
      steps: [.clear(.name), .add(.artist, "Ann"), .add(.title, "One"), .add(.album, "First")]),
    Row(
      testDescription: "right", song: song(artist: "Ann", title: "One", album: "First"), steps: []),
    Row(
      testDescription: "right but for the name",
      song: song(artist: "Ann", title: "One", album: "First", name: "x"), steps: [.clear(.name)]),
    Row(
      testDescription: "one tag is old", song: song(artist: "Bob", title: "One", album: "First"),
      steps: [.clear(.artist), .add(.artist, "Ann")]),
    Row(
      testDescription: "an album too many", song: song(artist: "Ann", title: "One", album: "Old"),
      wanted: SongTags(artist: "Ann", title: "One"), steps: [.clear(.album)]),
    Row(
      testDescription: "no title known: the old one and the name stay",
      song: song(artist: "Ann", title: "Old", name: "x"), wanted: SongTags(artist: "Ann", title: nil),
      steps: []),
  ]

  @Test(arguments: rows) func plansSteps(_ row: Row) {
    var tagger = QueueTagger()
    let edits = tagger.plan([row.song], tags: [Self.uri: row.wanted])
    #expect(edits == (row.steps.isEmpty ? [] : [SongEdit(song: row.song.id, steps: row.steps)]))
  }

  @Test func leavesSongsOfOthersAlone() {
    var tagger = QueueTagger()
    #expect(tagger.plan([Self.song(uri: "Music/a.flac", name: "x")], tags: [Self.uri: Self.wanted]).isEmpty)
  }

  @Test func doesNotRepeatAnEditWithoutEffect() {
    var tagger = QueueTagger()
    let tags = [Self.uri: Self.wanted]
    // An MPD that keeps no albums: the first edit has some effect, the second none.
    #expect(tagger.plan([Self.song()], tags: tags).count == 1)
    let kept = Self.song(artist: "Ann", title: "One")
    #expect(tagger.plan([kept], tags: tags).count == 1)
    #expect(tagger.plan([kept], tags: tags).isEmpty)
    // New wishes are worth a try again.
    #expect(tagger.plan([kept], tags: [Self.uri: SongTags(artist: "Ann", title: "Two")]).count == 1)
  }

  @Test func tagsAgainWhatWasRightAndThenWiped() {
    var tagger = QueueTagger()
    let tags = [Self.uri: Self.wanted]
    for _ in 0..<3 {
      #expect(tagger.plan([Self.song()], tags: tags).count == 1)
      #expect(tagger.plan([Self.song(artist: "Ann", title: "One", album: "First")], tags: tags).isEmpty)
    }
  }

  @Test func triesAgainWhatDidNotReachMPD() {
    var tagger = QueueTagger()
    let tags = [Self.uri: Self.wanted]
    let edits = tagger.plan([Self.song()], tags: tags)
    tagger.forget(edits)
    #expect(tagger.plan([Self.song()], tags: tags) == edits)
  }

  @Test func forgetsSongsThatLeft() {
    var tagger = QueueTagger()
    let tags = [Self.uri: Self.wanted]
    _ = tagger.plan([Self.song()], tags: tags)
    tagger.keepOnly([])
    #expect(tagger.plan([Self.song()], tags: tags).count == 1)
  }

  @Test(arguments: [
    ("  One\nTwo\u{0} ", "One Two"), ("\u{7}", nil), ("", nil), ("宇多田ヒカル", "宇多田ヒカル"),
    ("a\u{85}b\u{2028}c", "a b c"),
  ])
  func tagsTakeMPDsForm(_ text: String, expected: String?) {
    #expect(SongTags(title: text).title == expected)
  }

  @Test func longTagsAreCutBetweenCharacters() throws {
    let title = try #require(SongTags(title: String(repeating: "👩‍👩‍👧", count: 100)).title)
    #expect(title == String(repeating: "👩‍👩‍👧", count: SongTags.maximumLength / 18))
  }
}
