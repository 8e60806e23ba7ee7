import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

@testable import LibraryKit

/// The rule for a URL's freshness, and the SQL that is made of it, agree on every row.
@Suite struct URLFreshnessSQLTests {
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  /// Ages around the limit, and ends around the margin, each with none, and at the very second.
  private static let ages: [Double] = [-60, 0, 3599, 3599.5, 3600, 3600.5, 3601, 1e9]
  private static let ends: [Double?] = [nil, -1, 0, 1, 299, 300, 301, 1e6]

  @Test func agreeOnTheEdges() throws {
    let freshness = URLFreshness(maximumAge: .seconds(3600))
    let store = try TrackStore()
    var expired: Set<VideoID> = []
    var number = 0
    for age in Self.ages {
      for end in Self.ends {
        for separator in ["?", "?a=b&"] {
          number += 1
          let id = try #require(VideoID("row-\(1_000_000 + number)"))
          let expire = end.map { "\(separator)expire=\(Int(Self.now.timeIntervalSince1970 + $0))&x=1" } ?? ""
          let media = MediaSource(
            url: "https://r.example/v\(expire)", resolvedAt: Self.now.addingTimeInterval(-age))
          try store.saveResolved(Track(id: id, title: "T", media: media))
          if freshness.verdict(on: media, now: Self.now) != .fresh { expired.insert(id) }
        }
      }
    }
    try check(store, freshness, expired: expired, total: number)
    #expect(!expired.isEmpty && expired.count < number)
  }

  @Test(arguments: [1, 2, 3]) func agreeOnAnyRow(_ seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let freshness = URLFreshness(maximumAge: .seconds(Double.random(in: 1...20_000, using: &generator)))
    let store = try TrackStore()
    var expired: Set<VideoID> = []
    for number in 1...300 {
      let id = try #require(VideoID("row-\(1_000_000 + number)"))
      let end = Int(Self.now.timeIntervalSince1970) + Int.random(in: -4000...4000, using: &generator)
      let media = MediaSource(
        url: "https://r.example/v" + (Bool.random(using: &generator) ? "?expire=\(end)" : ""),
        resolvedAt: Self.now.addingTimeInterval(-Double.random(in: -10...30_000, using: &generator)))
      try store.saveResolved(Track(id: id, title: "T", media: media))
      if freshness.verdict(on: media, now: Self.now) != .fresh { expired.insert(id) }
    }
    try check(store, freshness, expired: expired, total: 300)
  }

  private func check(
    _ store: TrackStore, _ freshness: URLFreshness, expired: Set<VideoID>, total: Int
  ) throws {
    #expect(Set(try store.expiredTracks(freshness: freshness, now: Self.now).map(\.id)) == expired)
    let counts = try store.trackCounts(freshness: freshness, now: Self.now)
    #expect(counts.expired == expired.count && counts.fresh == total - expired.count)
  }
}
