import Foundation
import Testing

@testable import LibraryKit
@testable import TrackKit

@Suite struct RecentTracksTests {
  private func track(_ number: Int, url: String = "https://x/1") throws -> Track {
    let id = try #require(VideoID("recent\(10_000 + number)"))
    return Track(id: id, title: "T", media: MediaSource(url: url, resolvedAt: Date(timeIntervalSince1970: 1)))
  }

  @Test func keepsTheLastAndIsBounded() throws {
    var recent = RecentTracks(limit: 10)
    for number in 0..<1000 {
      recent.put(try track(number))
      #expect(recent.count < 20)
      for age in 0..<min(number, 10) { #expect(recent[try track(number - age).id] != nil) }
    }
    #expect(recent.all.last?.id == (try track(999).id))
  }

  @Test func whatIsPutAgainIsTheLatest() throws {
    var recent = RecentTracks(limit: 2)
    let often = try track(0)
    for number in 1..<20 {
      recent.put(often)
      recent.put(try track(number))
    }
    #expect(recent[often.id] == often)
  }

  @Test func aNewerURLIsNotRemovedWithTheOlder() throws {
    var recent = RecentTracks(limit: 2)
    let (old, new) = (try track(0), try track(0, url: "https://x/2"))
    recent.put(new)
    recent.remove(old)
    #expect(recent[old.id] == new)
    recent.remove(new)
    #expect(recent[old.id] == nil && recent.count == 0)
  }
}
