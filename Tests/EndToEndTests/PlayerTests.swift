import Foundation
import LibraryKit
import LoopbackOrigin
import MPDKit
import TestSupport
import Testing
import TrackKit

@testable import ytmpd_tui

extension EndToEnd {
  /// What the program does for MPD by itself: URLs ahead of time, tags, plays counted, losses stopped.
  struct PlayerTests {
    @Test func `three tracks play back to back, however slow yt-dlp is`() async throws {
      try await Stage.set([.webmOpus, .mp3, .m4aFaststart], seconds: 22) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "prefetch_tracks": "2"])
        // Known, but without URLs: each costs a run of yt-dlp of three seconds and more.
        try stage.register()
        try stage.mint { _, video in video.delay = 3 }
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let ids = try await client.add(stage.songs.map { proxy.url($0.id) })
        try await client.play(ids[0])

        // Every song's start as MPD's own clock has it; stalls and gaps put it off.
        var starts: [MPDSongID: ContinuousClock.Instant] = [:]
        var lengths: [MPDSongID: Duration] = [:]
        var runsAtStart: [MPDSongID: Int] = [:]
        while true {
          let status = try await client.status()
          guard status.state == .playing, let id = status.songID else { break }
          if let elapsed = status.elapsed, elapsed > .zero {
            let start = status.readAt - elapsed
            if runsAtStart[id] == nil { runsAtStart[id] = try stage.ytDlp.questions().count }
            starts[id] = max(starts[id] ?? start, start)
          }
          if let length = status.duration { lengths[id] = length }
          try await Task.sleep(for: .milliseconds(50))
        }
        var gaps: [Duration] = []
        for (first, second) in zip(ids, ids.dropFirst()) {
          let end = try #require(starts[first]) + (try #require(lengths[first]))
          gaps.append(end.duration(to: try #require(starts[second])))
        }
        print("gaps between the tracks:", gaps.map { "\($0 / .milliseconds(1)) ms" }.joined(separator: ", "))
        #expect(gaps.allSatisfy { $0 < .seconds(1.5) }, "\(gaps)")
        // When the second song began, yt-dlp had been asked for all three, once each, and was not asked again.
        #expect(ids.compactMap { runsAtStart[$0] }.dropFirst().allSatisfy { $0 == 3 }, "\(runsAtStart)")
        #expect(try stage.ytDlp.questions().map(\.id).sorted() == stage.songs.map(\.id.rawValue).sorted())
        for song in stage.songs.dropFirst() {
          let line = try #require(
            proxy.log.lines(with: "[PROXY] refreshing", "video_id=\(song.id)").first)
          #expect(line.field("reason") == "fetching URL (plays next)")
        }
        #expect(try await client.status().error == nil)
      }
    }

    @Test func `a play is counted and reported, and new names reach the queue without touching it`()
      async throws
    {
      try await Stage.set { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "report_history": "true"])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let song = try #require(stage.songs.first)
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let asked = ContinuousClock.now
        let id = try await client.add(proxy.url(song.id))
        try await eventually("tags") { try await client.queue().first?.artist == song.artist }
        print("tagged after \((ContinuousClock.now - asked) / .milliseconds(1)) ms")
        try await client.play(id)
        let started = ContinuousClock.now
        try await eventually("sound") { try await (client.status().elapsed ?? .zero) > .seconds(2) }

        let before = try await client.status()
        let requests = stage.origin.requests(for: song.id.rawValue).count
        let library = try TrackStore.open(path: stage.home.database).store
        try library.register([Track(id: song.id, title: "Another Name", artist: song.artist, album: "Other")])
        try await eventually("the new name", within: .seconds(30)) {
          try await client.currentSong()?.title == "Another Name"
        }
        let after = try await client.status()
        #expect(try await client.currentSong()?.album == "Other")
        #expect(after.songID == before.songID && after.state == .playing)
        let progress = try #require(after.elapsed) - (try #require(before.elapsed))
        let passed = before.readAt.duration(to: after.readAt)
        #expect(progress <= passed + .milliseconds(100) && progress >= passed - .seconds(1))
        #expect(stage.origin.requests(for: song.id.rawValue).count == requests)

        // A pause of some seconds puts the count off by as much.
        try await client.pause(true)
        let paused = ContinuousClock.now
        try await Task.sleep(for: .seconds(4))
        let pause = ContinuousClock.now - paused
        try await client.pause(false)
        try await eventually("the play is counted", within: .seconds(60)) {
          try library.storedTrack(song.id)?.playCount == 1
        }
        #expect(ContinuousClock.now - started >= .seconds(29.9) + pause)
        try await eventually("the play is reported") {
          try stage.ytDlp.questions().last?.arguments.contains("--mark-watched") == true
        }
        try await proxy.log.line(with: "[PROXY] reported", "video_id=\(song.id)")
        let listing = try await stage.program("tracks", "--json")
        #expect(listing.output.contains("\"play_count\" : 1") || listing.output.contains("\"play_count\":1"))
        #expect(try library.storedTrack(song.id)?.lastPlayedAt != nil)
      }
    }

    /// YouTube streams in its own way alone: it may be the track, and it may be us.
    @Test func `three losses in a row stop MPD, keep its queue, and mark the tracks`() async throws {
      try await Stage.set([.webmOpus, .mp3, .m4aFaststart, .webmOpus, .mp3]) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "prefetch_tracks": "0"])
        try stage.register()
        // The first four can't be had, the last one is sound.
        try stage.mint { song, video in
          guard song.id != stage.songs.last?.id else { return }
          video = LoopbackYtDlp.Video(error: "Requested format is not available")
          video.warning = "YouTube is forcing SABR streaming for this client"
        }
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let ids = try await client.add(stage.songs.map { proxy.url($0.id) })
        try await eventually("tags") { try await client.queue().allSatisfy { $0.title != nil } }
        try await mpd.mpc("play")
        let notice = try await proxy.log.line(with: "3 songs in a row were lost", "its queue kept")
        #expect(notice.contains("(sabr)"))
        try await eventually("MPD is quiet") { try await client.status().state != .playing }
        #expect(try await client.queue().map(\.id) == ids)
        #expect(proxy.log.lines(with: "[PROXY] lost").count <= 4)
        let library = try TrackStore.open(path: stage.home.database, access: .readOnly).store
        for song in stage.songs.prefix(3) {
          try await eventually("\(song.id) is marked") {
            try library.storedTrack(song.id)?.mark?.word == "sabr"
          }
        }

        // It plays again: the mark goes.
        try stage.mint()
        let first = try #require(stage.songs.first)
        try await client.play(ids[0])
        try await eventually("it sounds", within: .seconds(30)) {
          try await (client.status().elapsed ?? .zero) > .seconds(11)
        }
        try await client.stop()
        try await eventually("the mark is gone") { try library.storedTrack(first.id)?.lastError == nil }
      }
    }

    @Test func `push inserts, and plays the track one asks for`() async throws {
      try await Stage.set([.webmOpus, .mp3, .m4aFaststart]) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path])
        try await stage.addSongs()
        try stage.mint(playlists: ["PLpushed": stage.playlist(named: "Pushed")])
        let addition = try await stage.program("add", "https://www.youtube.com/playlist?list=PLpushed")
        try #require(addition.exit == .status(0), "\(addition.errors)")
        let proxy = try await stage.serve()
        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        try await client.add(["http://127.0.0.1:1/x", "http://127.0.0.1:1/y"])
        let push = try await stage.program("push", "Pushed", "--next", "--from", "3", beside: proxy)
        try #require(push.exit == .status(0), "\(push.errors)")
        let queue = try await client.queue()
        #expect(queue.map(\.uri).prefix(3) == stage.songs.map { proxy.url($0.id) }[...])
        #expect(queue.count == 5)
        try await eventually("the third sounds") {
          let status = try await client.status()
          return status.songID == queue[2].id && status.state == .playing
        }
        let beyond = try await stage.program("push", "Pushed", "--from", "4", beside: proxy)
        #expect(
          beyond.exit == .status(2) && beyond.errors.contains("Pushed\" has 3 tracks"), "\(beyond.errors)")
        #expect(try await client.queue().count == 5)
      }
    }
  }
}
