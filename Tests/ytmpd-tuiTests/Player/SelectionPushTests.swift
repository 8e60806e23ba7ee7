import Foundation
import LibraryKit
import MPDKit
import TestSupport
import Testing
import TrackKit

@testable import ytmpd_tui

/// Tracks on their way into a real MPD.
@Suite(.serialized) struct SelectionPushTests {
  @Test func `single tracks come with their duration, and leave nothing behind`() async throws {
    let mpd = try await MPDFixture()
    defer { mpd.shutDown() }
    let files = PlaylistFileOptions(playlistDirectory: mpd.playlists.path, musicDirectory: mpd.folder.path)
    let urls = TrackURL(base: "http://127.0.0.1:1")
    let litter = SelectionPush.filePrefix + "1.m3u"
    try Data("#EXTM3U\n".utf8).write(to: mpd.playlists.appending(path: litter))
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -3600)],
      ofItemAtPath: mpd.playlists.appending(path: litter).path)
    let id = try #require(VideoID("-singleTr4k"))
    let track = Track(id: id, title: "One", artist: "Ann", album: "First", duration: .seconds(213))
    // On a busy machine MPD's own greeting may take longer than a user would wait for it.
    let client = MPDClient(
      address: MPDAddress(endpoint: .socket(path: mpd.socket)), deadlines: .init(ordinary: .seconds(120)))
    for mode in [MPDPush.Mode.append, .insertNext, .replace] {
      let push = SelectionPush(
        [track], files: files, urls: urls, mode: mode)
      let result = try await push.carryOut(on: client)
      #expect(result.hasDurations)
      let song = try #require(try await client.queue().first { $0.id == result.ids.first })
      #expect(song.duration == .seconds(213) && song.title == "One" && song.artist == "Ann")
      #expect(song.album == "First" && song.name == nil)
      #expect(try FileManager.default.contentsOfDirectory(atPath: mpd.playlists.path) == [])
    }
    #expect(try await mpd.mpc("playlist", "-f", "%artist%#|%title%#|%time%") == "Ann|One|3:33")
    // A refused push leaves nothing behind either.
    await mpd.kill()
    await #expect(throws: MPDError.self) {
      try await SelectionPush([track], files: files, urls: urls)
        .carryOut(on: client)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: mpd.playlists.path) == [])
  }
}
