import Foundation
import Testing

@testable import TrackKit

@Suite struct URLFreshnessTests {
  private static let now = Date(timeIntervalSince1970: 1_800_000_000)

  private func media(age: TimeInterval, expiresIn: TimeInterval? = nil) -> MediaSource {
    let expire = expiresIn.map { "?expire=\(Int64(Self.now.timeIntervalSince1970 + $0))&itag=251" } ?? ""
    return MediaSource(
      url: "https://origin.example/videoplayback\(expire)", resolvedAt: Self.now.addingTimeInterval(-age))
  }

  @Test(
    arguments: [
      (0, true), (17_999, true), (18_000, false), (18_001, false), (21_600, false),
      // A clock that was put back makes URLs from the future.
      (-3_600, true),
    ] as [(TimeInterval, Bool)])
  func ageLimit(age: TimeInterval, isFresh: Bool) {
    #expect((URLFreshness().verdict(on: media(age: age), now: Self.now) == .fresh) == isFresh)
  }

  @Test(
    arguments: [
      (301, true), (300, true), (299, false), (1, false), (0, false), (-1, false), (-1e12, false),
    ] as [(TimeInterval, Bool)])
  func expiryWithinFiveMinutes(left: TimeInterval, isFresh: Bool) {
    let verdict = URLFreshness().verdict(on: media(age: 60, expiresIn: left), now: Self.now)
    #expect((verdict == .fresh) == isFresh)
  }

  @Test(
    arguments: [
      (18_120, nil, "URL 5 h 02 min old"), (100, 120, "URL expires in 2 min"),
      (100, 30, "URL expires in 30 s"),
      (100, 0, "URL expired 0 s ago"), (100, -7_200, "URL expired 2 h 00 min ago"),
      (1e300, nil, "URL very long old"),
    ] as [(TimeInterval, TimeInterval?, String)])
  func saysWhy(age: TimeInterval, left: TimeInterval?, words: String) {
    let verdict = URLFreshness().verdict(on: media(age: age, expiresIn: left), now: Self.now)
    #expect(verdict == .expired(words))
  }

  @Test(arguments: ["soon", "", "12x", "%zz"])
  func malformedExpiryIsNone(value: String) {
    let url = "https://origin.example/videoplayback?expire=\(value)"
    let media = MediaSource(url: url, resolvedAt: Self.now)
    #expect(media.expiresAt == nil)
    #expect(URLFreshness().verdict(on: media, now: Self.now) == .fresh)
  }

  @Test func maximumAgeCanBeSet() {
    let freshness = URLFreshness(maximumAge: .seconds(60))
    #expect(freshness.verdict(on: media(age: 59), now: Self.now) == .fresh)
    #expect(freshness.verdict(on: media(age: 60), now: Self.now) == .expired("URL 1 min old"))
  }
}
