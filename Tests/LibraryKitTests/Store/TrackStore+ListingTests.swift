import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct TrackStoreListingTests {
  private let now = Date(timeIntervalSince1970: 1_800_000_000)

  private func library() throws -> TrackStore {
    let store = try TrackStore()
    try store.register(
      [
        Track(
          id: testVideo("aaaaaaaaaaa"), title: "Thin Brown Layer", artist: "Tommy Guerrero", album: "Soul"),
        Track(id: testVideo("bbbbbbbbbbb"), title: "Déjà Vu", artist: "Beyoncé"),
        Track(id: testVideo("ccccccccccc"), title: "First Love", artist: "宇多田ヒカル"),
        Track(id: testVideo("ddddddddddd"), title: "100% Pure_Love"),
        Track(id: testVideo("eeeeeeeeeee"), title: "Élan", artist: "beyoncé"),
      ], now: now)
    return store
  }

  @Test(arguments: [
    ("", "abcde"), ("guerrero", "a"), ("SOUL", "a"), ("love", "cd"), ("LOVE first", "c"), ("%", "d"),
    ("_", "d"), ("\\", ""), ("宇多田", "c"), ("élan", "e"), ("ÉLAN", "e"), ("beyoncÉ", "be"), ("ccccc", "c"),
    ("'; DROP TABLE tracks; --", ""), ("  thin   layer ", "a"),
  ])
  func searchFinds(_ words: String, _ expected: String) throws {
    let found = try library().tracks(TrackQuery(search: words)).compactMap(\.id.rawValue.first)
    #expect(String(found.sorted()) == expected)
  }

  @Test(arguments: [(TrackQuery.Order.artist, "beac"), (.title, "dbcae"), (.played, "bdcae")])
  func orders(_ order: TrackQuery.Order, _ expected: String) throws {
    let store = try library()
    try store.notePlayed(testVideo("bbbbbbbbbbb"), at: now)
    let found = String(try store.tracks(TrackQuery(order: order)).compactMap(\.id.rawValue.first))
    #expect(found.hasPrefix(expected))
  }

  @Test func pages() throws {
    let store = try library()
    let all = try store.tracks().map(\.id)
    let pages = try [0, 2, 4, 6].flatMap { try store.tracks(TrackQuery(limit: 2, offset: $0)).map(\.id) }
    #expect(pages == all)
    #expect(try store.tracks(TrackQuery(limit: -3, offset: -9)).isEmpty)
  }

  /// The store counts in SQL what the relay decides in Swift: both must agree on every row.
  @Test func agreesWithTheRelayOnWhatHasExpired() throws {
    let ends: [Double?] = [nil, -1, 0, 1, 299, 300, 301, 18_000]
    let ages: [Double] = [-50, 0, 17_999, 18_000, 18_001, 1e9]
    let store = try TrackStore()
    let freshness = URLFreshness()
    var expected: (fresh: Int, expired: [VideoID]) = (0, [])
    for (row, age) in ages.enumerated() {
      for (column, end) in ends.enumerated() {
        let id = VideoID("aaaaaaaaa\(row)\(column)")!
        let stamp = end.map { "&expire=\(Int(now.timeIntervalSince1970 + $0))&ei=x" } ?? ""
        let media = MediaSource(url: "https://r.example/v?x=1\(stamp)", resolvedAt: now - age)
        try store.saveResolved(Track(id: id, title: "T", media: media))
        if freshness.verdict(on: media, now: now) == .fresh {
          expected.fresh += 1
        } else {
          expected.expired.append(id)
        }
      }
    }
    let bare = testVideo("bbbbbbbbbbb")
    try store.register([Track(id: bare, title: "T")])
    let found = try store.expiredTracks(freshness: freshness, now: now).map(\.id)
    #expect(Set(found) == Set(expected.expired))
    let all = try store.expiredTracks(freshness: freshness, now: now, includingUnresolved: true).map(\.id)
    #expect(Set(all) == Set(expected.expired + [bare]))
    #expect(
      try store.trackCounts(freshness: freshness, now: now)
        == ProxyStatus.Tracks(
          total: ages.count * ends.count + 1, fresh: expected.fresh, expired: expected.expired.count,
          unresolved: 1))
  }

  @Test func countsFollowTimeAndChanges() throws {
    let database = try YtmpdDatabase(
      .first, rows: "('aaaaaaaaaaa', 'https://x/?expire=1800030000', '', 'T', 1800000000)")
    let store = try TrackStore.open(path: database.path).store
    let freshness = URLFreshness()
    #expect(try store.trackCounts(freshness: freshness, now: now) == .init(total: 1, fresh: 1))
    #expect(try store.trackCounts(freshness: freshness, now: now + 18_000) == .init(total: 1, expired: 1))
    #expect(
      try store.trackCounts(freshness: URLFreshness(maximumAge: .seconds(60)), now: now + 60)
        == .init(total: 1, expired: 1))
    try database.python("db.execute(\"UPDATE tracks SET stream_url = ''\"); db.commit()")
    #expect(try store.trackCounts(freshness: freshness, now: now) == .init(total: 1, unresolved: 1))
  }
}
