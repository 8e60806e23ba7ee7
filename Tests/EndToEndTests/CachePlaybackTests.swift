import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Music that goes on without a network.
  struct CachePlaybackTests {
    private static let seconds = 10

    @Test func `five songs play through a cut of three`() async throws {
      try await Stage.set(Array(repeating: .webmOpus, count: 5), seconds: Self.seconds) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure([
          "mpd_socket_path": mpd.socket, "cache_size": "64 MiB", "prefetch_tracks": "4",
        ])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }

        try await mpd.play(1)
        async let byRadio: Void = listen(to: stage.songs, of: proxy)
        async let byMPV: Void = playInMPV(stage.songs, of: proxy, in: stage)
        try await eventually("all songs in the cache") { stage.bytesFetched >= stage.bytesOfSongs }
        try await stage.origin.stopListening()
        try await eventually("the fourth song", within: .seconds(90)) { try await mpd.position() >= 4 }
        try await stage.origin.resumeListening()
        try await eventually("the end of the queue", within: .seconds(60)) {
          try await !mpd.mpc("status").contains("[playing]")
        }
        try await byRadio
        try await byMPV
        // Counted by what reached the output; and nobody had to wait for a byte.
        #expect(try await mpd.playedSeconds() >= 5 * Self.seconds - 1)
        for word in ["stalled", "retry", "lost"] {
          #expect(proxy.log.lines(with: "[PROXY] \(word)").isEmpty)
        }
        #expect(stage.bytesFetched == stage.bytesOfSongs)
        #expect(stage.origin.requests.bytesRepeated == 0)
        #expect(stage.origin.requests.breaches() == [])
        #expect(try await proxy.status().streams.failedTotal == 0)
      }
    }

    /// Hears one song after the other with metadata between the bytes, at the pace of the music.
    private func listen(to songs: [Song], of proxy: RunningProxy) async throws {
      for song in songs {
        let answer = try await Curl.get(
          proxy.url(song.id), "-H", "Icy-MetaData: 1", "--limit-rate",
          String(song.audio.bytes.count / Self.seconds))
        let interval = try #require(answer.fields["icy-metaint"].flatMap { Int($0) })
        #expect(answer.exit == 0 && Interleaved(answer.body, interval: interval).audio == song.audio.bytes)
      }
    }

    /// The same by mpv, where it is installed.
    private func playInMPV(_ songs: [Song], of proxy: RunningProxy, in stage: Stage) async throws {
      guard OtherReaders.hasMPV else { return }
      let outcome = try await run(
        ["mpv", "--no-config", "--no-video", "--ao=null", "--no-ytdl", "--cache=no", "--msg-level=all=warn"]
          + songs.map { proxy.url($0.id) + "?icy=1" }, environment: stage.home.environment)
      #expect(outcome.exit == .status(0), "\(outcome.output)\(outcome.errors)")
    }

    @Test func `plays, seeks and tags without origin, URLs and yt-dlp`() async throws {
      let formats = AudioFixture.Format.allCases
      try await Stage.set(formats, seconds: Self.seconds) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure([
          "mpd_socket_path": mpd.socket, "cache_size": "64 MiB", "prefetch_tracks": "4",
        ])
        try await stage.addSongs()
        var proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
        try await mpd.play(1)
        try await stage.untilCached()
        try await stage.cutOff()

        for isRestarted in [false, true] {
          if isRestarted {
            try await mpd.mpc("clear")
            #expect(await proxy.terminate() == .status(0))
            proxy = try await stage.serve()
            try await proxy.log.line(with: "[PROXY] mpd-connected")
            for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
          }
          let expected = stage.songs.map { "\($0.artist)|\($0.title)|\($0.album)" }
          try await eventually("tags") {
            let shown = try await mpd.mpc("playlist", "-f", PlaybackTests.tags)
            return shown.split(whereSeparator: \.isNewline).map(String.init) == expected
          }
          for (index, song) in stage.songs.enumerated() {
            try await hearEnd(of: song, at: index + 1, in: mpd)
            let answer = try await Curl.get(proxy.url(song.id))
            #expect(answer.status == 200 && answer.body == song.audio.bytes, "\(song.audio.format)")
          }
          #expect(try await proxy.status().streams.failedTotal == 0)
          #expect(try await !mpd.mpc("status").contains("ERROR"))
        }
      }
    }

    /// Plays the song at `position`, seeks close to its end, and waits for that.
    private func hearEnd(of song: Song, at position: Int, in mpd: MPDFixture) async throws {
      try await mpd.play(position)
      let start = ContinuousClock.now
      try await mpd.mpc("seek", "8")
      try await eventually("\(song.audio.format) ends") {
        try await mpd.mpc("status", "%songpos% %state%") != "\(position) playing"
      }
      // Two seconds were left: a song that broke off would have ended sooner.
      let rest = start.duration(to: .now)
      #expect(rest > .seconds(1.5), "\(song.audio.format) ended after \(rest)")
    }

    @Test(arguments: [false, true])
    func `what is there of a song is heard, and the rest when the line is back`(isRestarted: Bool)
      async throws
    {
      try await Stage.set(settings: ["cache_size": "64 MiB", "cache_ahead": "false"]) { stage in
        try await stage.addSongs()
        var proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        let there = 10 * 65_536
        let part = try await Curl.get(proxy.url(song.id), "-H", "Range: bytes=0-\(there - 1)")
        #expect(part.status == 206 && part.body == Array(song.audio.bytes.prefix(there)))
        if isRestarted {
          #expect(await proxy.terminate() == .status(0))
          proxy = try await stage.serve()
        }
        try await stage.origin.stopListening()

        let (file, url) = (stage.home.home + "/body", proxy.url(song.id))
        async let answer = run(
          ["curl", "--disable", "--silent", "--noproxy", "*", "--no-buffer", "--output", file, url])
        func size() -> Int {
          var status = stat()
          return stat(file, &status) == 0 ? Int(status.st_size) : 0
        }
        try await eventually("the part that is there") { size() >= there }
        try await eventually("a stall") { try await !proxy.status().streams.list.isEmpty }
        #expect(size() == there)
        try await stage.origin.resumeListening()
        #expect(try await answer.exit == .status(0))
        #expect([UInt8](try Data(contentsOf: URL(filePath: file))) == song.audio.bytes)
        #expect(stage.origin.requests.bytesRepeated == 0)
        #expect(stage.bytesFetched == stage.bytesOfSongs)
      }
    }

    @Test func `what was fetched before the program died is not fetched again`() async throws {
      try await Stage.set([.webmOpus, .mp3], bytesPerSecond: 150_000) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "cache_size": "64 MiB"])
        try await stage.addSongs()
        var proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
        try await mpd.play(1)
        try await eventually("a part in the list") {
          try stage.cacheEntries().reduce(0) { $0 + $1.bytes } > 500_000
        }
        proxy.process.kill()
        _ = await proxy.process.end()
        // MPD 0.23.12 hangs behind a body that broke off.
        await mpd.kill()
        let listed = try stage.cacheEntries().reduce(0) { $0 + Int($1.bytes) }
        let sent = stage.bytesFetched
        #expect(sent < stage.bytesOfSongs)

        try await mpd.start()
        try await mpd.mpc("clear")
        proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
        try await mpd.play(1)
        try await stage.untilCached(within: .seconds(60))
        for song in stage.songs {
          let answer = try await Curl.get(proxy.url(song.id))
          #expect(answer.exit == 0 && answer.body == song.audio.bytes)
        }
        let repeated = stage.origin.requests.bytesRepeated
        #expect(repeated <= sent - listed, "\(repeated) bytes, of \(sent) of which \(listed) were listed")
        #expect(stage.origin.requests.breaches() == [])
      }
    }
  }
}

extension MPDFixture {
  /// Which song of the queue plays, from 1 on.
  fileprivate func position() async throws -> Int {
    Int(try await mpc("status", "%songpos%").trimmingCharacters(in: .whitespaces)) ?? 0
  }
}
