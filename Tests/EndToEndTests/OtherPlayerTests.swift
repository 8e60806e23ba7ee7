import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

@testable import MPDKit

extension EndToEnd {
  /// Which MPD is ours: the one that has the song in a queue, in whatever partition, and however it came there.
  struct OtherPlayerTests {
    private static let tags = "%artist%#|%title%#|%album%"

    @Test func `an MPD beside ours gets titles from the stream, and ours keeps its tags`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 60) { stage in
        let (ours, other) = (try await MPDFixture(), try await MPDFixture())
        defer {
          ours.shutDown()
          other.shutDown()
        }
        let proxy = try await stage.serve(for: ours)
        let (mine, theirs) = (stage.songs[0], stage.songs[1])
        try await ours.mpc("add", proxy.url(mine.id))
        try await ours.untilTagged([mine])
        try await other.mpc("add", proxy.url(theirs.id))
        try await other.play(1)
        // By metadata in the stream: that is all it can have, as nobody tags its queue.
        try await eventually("a title from the stream") {
          try await other.mpc("current", "-f", Self.tags) == "|\(theirs.displayName)|"
        }
        try await ours.play(1)
        try await ours.mpc("seek", "30")
        try await eventually("ours goes on") { try await (31...40).contains(ours.elapsedSeconds()) }
        #expect(try await ours.mpc("current", "-f", Self.tags) == mine.tags)
        // What is in both queues is taken for ours: nobody could tell.
        try await ours.mpc("add", proxy.url(theirs.id))
        try await ours.untilTagged(stage.songs)
        try await ours.play(2)
        #expect(try await ours.mpc("current", "-f", Self.tags) == theirs.tags)
        #expect(stage.origin.requests.breaches() == [])
      }
    }

    @Test func `a song that was added a moment ago is ours`() async throws {
      try await Stage.set([.webmOpus], seconds: 20) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let proxy = try await stage.serve(for: mpd)
        let song = stage.songs[0]
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        for _ in 0..<5 {
          // One answer behind the other, as quickly as MPD takes them.
          try await client.clear()
          try await client.play(try await client.add(proxy.url(song.id)))
          try await eventually("sound and tags") {
            let state = try await mpd.mpc("status", "%state% %currenttime%")
            let tags = try await mpd.mpc("current", "-f", Self.tags)
            return state == "playing 0:01" && tags == song.tags
          }
        }
        #expect(proxy.log.lines(with: "[PROXY] lost") == [])
      }
    }

    @Test func `a song of another partition is ours`() async throws {
      try await Stage.set([.mp3], seconds: 60) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let proxy = try await stage.serve(for: mpd)
        let song = stage.songs[0]
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        try await client.command("newpartition", "kitchen")
        // Added and played before anybody has looked there.
        try await client.perform { connection throws(MPDError) in
          try connection.run("partition", "kitchen")
          try connection.run("moveoutput", "null")
          try connection.run("add", proxy.url(song.id))
          try connection.run("play")
        }
        try await eventually("tags") {
          try await client.currentSong().map { [$0.artist, $0.title, $0.album] }
            == [song.artist, song.title, song.album]
        }
        try await eventually("sound") { try await client.status().elapsed ?? .zero > .seconds(1) }
        try await client.perform(within: .seconds(20)) { connection throws(MPDError) in
          try connection.run("seekcur", "40")
        }
        try await eventually("it goes on") { try await client.status().elapsed ?? .zero > .seconds(41) }
        #expect(try await client.currentSong()?.artist == song.artist)
      }
    }

    @Test func `the song that MPD comes back with is ours before anybody is connected`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 60) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let proxy = try await stage.serve(for: mpd)
        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
        try await mpd.untilTagged(stage.songs)
        for (position, song) in zip(1..., stage.songs) {
          try await mpd.play(position)
          await mpd.end()
          // So long that the next try of the link is many seconds away.
          try await proxy.log.line(with: "[PROXY] mpd-lost")
          try await Task.sleep(for: .seconds(4))
          try await mpd.start()
          try await eventually("it plays on", within: .seconds(20)) {
            let (state, elapsed) = (try await mpd.mpc("status", "%state%"), try await mpd.elapsedSeconds())
            return state == "playing" && elapsed > 2
          }
          #expect(try await mpd.mpc("current", "-f", Self.tags) == song.tags)
          try await mpd.mpc("seek", "40")
          try await eventually("it seeks") { try await (41...45).contains(mpd.elapsedSeconds()) }
          #expect(try await mpd.mpc("current", "-f", Self.tags) == song.tags)
        }
        #expect(proxy.log.lines(with: "[PROXY] lost") == [])
      }
    }
  }
}

extension Song {
  /// Its tags as MPD shows them.
  fileprivate var tags: String { "\(artist)|\(title)|\(album)" }
}

extension Stage {
  /// Starts `serve` for `mpd`, with all songs in the library, and waits until it is connected.
  fileprivate func serve(for mpd: MPDFixture) async throws -> RunningProxy {
    try configure(["mpd_socket_path": mpd.socket])
    try await addSongs()
    let proxy = try await serve()
    try await proxy.log.line(with: "[PROXY] mpd-connected")
    return proxy
  }
}

extension MPDFixture {
  /// Waits until the queue is of `songs`, with their tags.
  fileprivate func untilTagged(_ songs: [Song]) async throws {
    try await eventually("tags") {
      try await mpc("playlist", "-f", "%artist%#|%title%#|%album%")
        == songs.map(\.tags).joined(separator: "\n")
    }
  }
}
