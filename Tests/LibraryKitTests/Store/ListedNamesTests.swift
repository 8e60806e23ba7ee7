import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Which of a track's names counts: a person's, then the song's own, then a listing's.
@Suite struct ListedNamesTests {
  private let id = testVideo("aaaaaaaaaaa")
  private let store: TrackStore

  init() throws { store = try TrackStore() }

  private func list(_ artist: String, _ title: String, isOfficial: Bool = false) throws {
    try store.registerListed([Track(id: id, title: title, artist: artist)], official: isOfficial ? [id] : [])
  }

  private func name() throws -> String? { try store.track(id)?.displayName }

  private func resolve(_ artist: String?, _ title: String) throws {
    let media = MediaSource(url: "https://x/\(title.count)", resolvedAt: Date(timeIntervalSince1970: 5))
    try store.saveResolved(Track(id: id, title: title, artist: artist, media: media))
  }

  @Test func aListingFollowsALaterOne() throws {
    try list("U", "A - B (Official Video)")
    try list("V", "A - B")
    #expect(try name() == "V - A - B")
    #expect(try store.hasListedNames(id))
  }

  @Test func theArtistsOwnChannelBeatsAnUploader() throws {
    try list("U", "A - B (Official Video)")
    try list("A", "B", isOfficial: true)
    try list("U", "A - B (Official Video)")
    #expect(try name() == "A - B")
    try list("A", "B (Remastered)", isOfficial: true)
    #expect(try name() == "A - B (Remastered)")
  }

  @Test func whatAResolveLearntBeatsListings() throws {
    try list("U", "A - B (Official Video)")
    try resolve("A", "B")
    #expect(try name() == "A - B" && !(try store.hasListedNames(id)))
    try list("U", "A - B (Official Video)")
    try list("X", "Y", isOfficial: true)
    #expect(try name() == "A - B")
  }

  @Test func aPersonsNameStays() throws {
    try store.register([Track(id: id, title: "Mine", artist: "Me")])
    try list("A", "B", isOfficial: true)
    try resolve("A", "B")
    #expect(try name() == "Me - Mine" && !(try store.hasListedNames(id)))
  }
}
