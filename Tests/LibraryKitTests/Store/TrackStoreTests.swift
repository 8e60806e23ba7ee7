import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct TrackStoreTests {
  private let id = testVideo("-bcdefghij_")
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  private func resolved(_ url: String = "https://r1.example/a?itag=251&expire=1800020000&clen=4000") -> Track
  {
    Track(
      id: id, title: "Résumé", artist: "A", album: "Album", duration: .seconds(213.5),
      media: MediaSource(
        url: url, resolvedAt: start, formatID: "251", fileExtension: "webm", contentType: "audio/webm",
        length: 4000, bitrate: 128, headers: [HeaderField(name: "User-Agent", value: "x")],
        chunkLimit: 10_485_760, availableAt: start + 2))
  }

  @Test func whatIsSavedIsRead() throws {
    let store = try TrackStore()
    #expect(try store.track(id) == nil)
    try store.saveResolved(resolved())
    #expect(try store.track(id) == resolved())
  }

  @Test(arguments: YtmpdDatabase.Version.allCases)
  func registeredTrackIsUnresolvedInBothVersions(_ version: YtmpdDatabase.Version) throws {
    let database = try YtmpdDatabase(version)
    let store = try TrackStore.open(path: database.path).store
    try store.register([Track(id: id, title: "T", artist: nil, duration: .seconds(5))], now: start)
    #expect(try store.track(id) == Track(id: id, title: "T", duration: .seconds(5)))
    let row = try database.python("print(db.execute('SELECT * FROM tracks').fetchall())")
    let url = version == .first ? "''" : "None"
    #expect(row == "[('-bcdefghij_', \(url), None, 'T', 1800000000.0)]")
  }

  @Test(arguments: YtmpdDatabase.Version.allCases)
  func rowsOfYtmpdAreRead(_ version: YtmpdDatabase.Version) throws {
    let url = "https://r1.example/x?itag=140&expire=1800021600&clen=77"
    let database = try YtmpdDatabase(
      version, rows: "('\(id)', '\(url)', 'Beyoncé', 'Déjà Vu', 1800000000.25)")
    let store = try TrackStore.open(path: database.path).store
    let track = try #require(try store.track(id))
    #expect(track.displayName == "Beyoncé - Déjà Vu")
    #expect(track.media == MediaSource(url: url, resolvedAt: start + 0.25))
    #expect(track.media?.expiresAt == Date(timeIntervalSince1970: 1_800_021_600))
  }

  @Test func timeChangesOnlyWithTheURL() throws {
    let store = try TrackStore()
    try store.saveResolved(resolved())
    var again = resolved()
    again.media?.resolvedAt = start + 100
    again.media?.length = 4001
    try store.saveResolved(again)
    #expect(try store.track(id)?.media?.resolvedAt == start)
    #expect(try store.track(id)?.media?.length == 4001)
    again.media?.url += "&new=1"
    try store.saveResolved(again)
    #expect(try store.track(id)?.media?.resolvedAt == start + 100)
  }

  @Test func registeringWipesNothing() throws {
    let store = try TrackStore()
    try store.saveResolved(resolved())
    try store.register([Track(id: id, title: id.rawValue)], now: start + 50)
    #expect(try store.track(id) == resolved())
    try store.register([Track(id: id, title: "New", artist: "B", album: "C")], now: start + 50)
    var expected = resolved()
    (expected.title, expected.artist, expected.album) = ("New", "B", "C")
    #expect(try store.track(id) == expected)
  }

  @Test func resolvingKeepsTheLibrarysNames() throws {
    let store = try TrackStore()
    try store.register([Track(id: id, title: "Mine", artist: "Me")])
    try store.saveResolved(resolved())
    #expect(try store.track(id)?.displayName == "Me - Mine")
    #expect(try store.track(id)?.album == "Album")
    let bare = testVideo("aaaaaaaaaaa")
    try store.register([Track(id: bare, title: bare.rawValue)])
    try store.saveResolved(Track(id: bare, title: "Found", artist: "X", media: resolved().media))
    #expect(try store.track(bare)?.displayName == "X - Found")
  }

  @Test func factsHoldOnlyForTheirURL() throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path).store
    try store.saveResolved(resolved())
    let newer = "https://r2.example/b?itag=140"
    try database.python(
      "db.execute('UPDATE tracks SET stream_url = ?, updated_at = ?', ('\(newer)', 1800003600.0)); db.commit()"
    )
    let track = try #require(try store.track(id))
    #expect(track.media == MediaSource(url: newer, resolvedAt: start + 3600))
    #expect(track.album == "Album")
    #expect(track.duration == .seconds(213.5))
  }

  @Test(arguments: ["", "ftp://x/y", "http://", "https://x/ y", "file:///etc/passwd", "http://x/\r\nHost: y"])
  func unusableURLsAreNotKept(_ url: String) throws {
    let store = try TrackStore()
    try store.register([Track(id: id, title: "T")])
    #expect(throws: StoreError.self) { try store.saveResolved(resolved(url)) }
    #expect(try store.track(id) == Track(id: id, title: "T"))
  }

  @Test func hostileRowsAreSkippedOrCleaned() throws {
    let database = try YtmpdDatabase(
      .second,
      rows: """
        (None, 'https://x/1', 'a', 'null id', 1.0), (b'abcdefghijk', 'https://x/2', 'a', 'blob id', 1.0),
        (12345678901, 'https://x/3', 'a', 'number id', 1.0), ('short', 'https://x/4', 'a', 't', 1.0),
        ('a/../../etc', 'https://x/5', 'a', 't', 1.0), ('' , None, None, '', 0),
        ('aaaaaaaaaaa', b'\\xff\\xfe', b'\\xff', b'\\x80\\x81', 'yesterday'),
        ('bbbbbbbbbbb', 'x' * 5000000, 'y' * 5000000, 'z' * 5000000, float('inf')),
        ('ccccccccccc', 'https://x/c', 'A\\nB', '\\x1b[2J\\r\\n\\u2028T\\x00', -1e308),
        ('ddddddddddd', 'https://x/d\\nevil', 7, 8.5, 1e300)
        """)
    let store = try TrackStore.open(path: database.path).store
    let tracks = try store.tracks(TrackQuery(order: .title))
    // The number has eleven digits, so as text it is an id.
    #expect(
      Set(tracks.map(\.id.rawValue)).isSuperset(of: [
        "aaaaaaaaaaa", "bbbbbbbbbbb", "ccccccccccc", "ddddddddddd",
      ]))
    #expect(!tracks.contains { $0.track.title == "null id" || $0.track.title == "t" })
    for track in tracks {
      #expect(track.track.title.count <= MetadataText.longest && !track.track.title.isEmpty)
      #expect(track.track.title.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
      #expect(try store.track(track.id) != nil)
    }
    #expect(try store.track(testVideo("aaaaaaaaaaa"))?.media == nil)
    #expect(try store.track(testVideo("bbbbbbbbbbb"))?.media == nil)
    #expect(try store.track(testVideo("ccccccccccc"))?.artist == "A B")
    #expect(try store.track(testVideo("ccccccccccc"))?.media?.resolvedAt == Date(timeIntervalSince1970: 0))
    #expect(try store.track(testVideo("ddddddddddd"))?.media == nil)
    let freshness = URLFreshness()
    _ = try store.trackCounts(freshness: freshness, now: start)
    _ = try store.expiredTracks(freshness: freshness, now: start, includingUnresolved: true)
  }

  @Test func dataVersionTellsOfEverybodysChanges() throws {
    let database = try YtmpdDatabase(.second)
    let store = try TrackStore.open(path: database.path).store
    let first = try store.dataVersion()
    #expect(try store.dataVersion() == first)
    try store.register([Track(id: id, title: "T")])
    let second = try store.dataVersion()
    #expect(second != first)
    try database.python("db.execute(\"UPDATE tracks SET title = 'U'\"); db.commit()")
    #expect(try store.dataVersion() != second)
  }

  @Test func historyIsKept() async throws {
    let store = try TrackStore()
    try store.register([Track(id: id, title: "T")])
    try store.mark(id, TrackMark(word: "private", reason: "the video\nis private", date: start))
    #expect(try store.tracks().first?.lastError == "the video is private")
    #expect(try store.tracks().first?.mark?.date == start)
    let (id, start) = (id, start)
    try await store.offPool { store throws(StoreError) in try store.notePlayed(id, at: start + 1) }
    try store.notePlayed(id, at: start + 2)
    let track = try #require(try store.tracks().first)
    #expect(track.playCount == 2 && track.lastPlayedAt == start + 2 && track.lastError == nil)
  }
}
