import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Every format in a real MPD, resolved by the real yt-dlp, from an origin that serves closed ranges alone.
  struct PlaybackTests {
    static let tags = "%artist%#|%title%#|%album%"

    @Test func `plays every format to its end`() async throws {
      try await Stage.set(AudioFixture.Format.allCases) { stage in
        var unpaced = MPDFixture.Configuration()
        unpaced.playsInRealTime = false
        let mpd = try await MPDFixture(unpaced)
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")

        for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
        try await mpd.mpc("play")
        try await eventually("the end of the queue", within: .seconds(60)) {
          try await !mpd.mpc("status").contains("[playing]")
        }
        // Counted by what reached the output: every second of every song.
        #expect(try await mpd.playedSeconds() == 90 * stage.songs.count)
        let end = try await mpd.mpc("status")
        #expect(!end.contains("ERROR"), "\(end)")
        #expect(stage.origin.requests.breaches() == [])
        for song in stage.songs {
          let bytes = stage.origin.requests(for: song.id.rawValue).reduce(0) { $0 + $1.bytesSent }
          #expect(bytes >= song.audio.bytes.count)
        }
        let status = try await proxy.status()
        #expect(status.streams.failedTotal == 0 && status.streams.active == 0)
        #expect(status.mpd == ProxyStatus.Player(connected: true, state: .stop))
      }
    }

    @Test func `is tagged and seeks both ways, however it came into the queue`() async throws {
      try await Stage.set(AudioFixture.Format.allCases) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path])
        try await stage.addSongs()
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "End to End")])
        let addition = try await stage.program("add", "https://www.youtube.com/playlist?list=PLendtoend")
        try #require(addition.exit == .status(0), "\(addition.errors)")
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")

        try await stage.enqueue(in: mpd, of: proxy)
        let expected = (stage.songs + stage.songs).map { "\($0.artist)|\($0.title)|\($0.album)" }
        try await eventually("tags") {
          let shown = try await mpd.mpc("playlist", "-f", Self.tags)
          return shown.split(whereSeparator: \.isNewline).map(String.init) == expected
        }
        // One of each way: by `add`, by `load`, and all formats by push.
        for position in [1, 4] {
          try await mpd.play(position)
          #expect(try await mpd.mpc("current", "-f", Self.tags) == expected[position - 1])
          #expect(try await mpd.mpc("status", "%totaltime%").hasSuffix("1:30"))
        }
        for (position, song) in zip(6..., stage.songs) {
          try await seek(song, at: position, in: mpd)
          #expect(
            try await mpd.mpc("-f", Self.tags, "playlist").split(whereSeparator: \.isNewline)
              .map(String.init) == expected)
        }
        #expect(stage.origin.requests.breaches() == [])
        #expect(try await proxy.status().streams.failedTotal == 0)
      }
    }

    /// Plays the song at `position`, forward, back, and over its end.
    private func seek(_ song: Song, at position: Int, in mpd: MPDFixture) async throws {
      try await mpd.play(position)
      #expect(try await mpd.mpc("current", "-f", Self.tags) == "\(song.artist)|\(song.title)|\(song.album)")
      #expect(try await mpd.mpc("status", "%totaltime%").hasSuffix("1:30"), "\(song.audio.format)")
      for second in [60, 10] {
        try await mpd.mpc("seek", String(second))
        try await eventually("\(song.audio.format) goes on from \(second)") {
          let elapsed = try await mpd.elapsedSeconds()
          return (second + 1...second + 3).contains(elapsed)
        }
      }
      let start = ContinuousClock.now
      try await mpd.mpc("seek", "88")
      try await eventually("\(song.audio.format) ends") {
        try await mpd.mpc("status", "%songpos% %state%") != "\(position) playing"
      }
      // Two seconds were left: a song that broke off would have ended sooner.
      let rest = ContinuousClock.now - start
      #expect(rest > .seconds(1.5) && rest < .seconds(6), "\(song.audio.format) ended after \(rest)")
    }
  }
}

extension Stage {
  /// The songs as a playlist of YouTube's, with what a flat listing says of them.
  func playlist(named title: String) -> LoopbackYtDlp.Playlist {
    LoopbackYtDlp.Playlist(
      title: title,
      entries: songs.map { song in
        LoopbackYtDlp.Entry(
          id: song.id.rawValue, title: song.title, duration: song.audio.duration / .seconds(1),
          channel: "\(song.artist) - Topic")
      })
  }

  /// Puts two songs into the queue by `mpc add`, three by `mpc load` of an M3U as ytmpd writes it, and all of
  /// them by `push`.
  fileprivate func enqueue(in mpd: MPDFixture, of proxy: RunningProxy) async throws {
    for song in songs.prefix(2) { try await mpd.mpc("add", proxy.url(song.id)) }
    let entries = songs.dropFirst(2).map { "#EXTINF:90,\($0.displayName)\n\(proxy.url($0.id))\n" }
    try Data("#EXTM3U\n\(entries.joined())".utf8).write(to: mpd.playlists.appending(path: "by hand.m3u"))
    try await mpd.mpc("load", "by hand")
    let push = try await program("push", "End to End", beside: proxy)
    try #require(push.exit == .status(0), "\(push.errors)")
    #expect(push.errorLines == ["5 tracks of YT: End to End pushed"])
  }
}

extension MPDFixture {
  /// How many seconds of music went to the output since the start.
  func playedSeconds() async throws -> Int {
    let line = try await mpc("stats").split(whereSeparator: \.isNewline).first { $0.hasPrefix("Play Time:") }
    // `Play Time:    0 days, 0:07:30`
    let clock = try #require(line?.split(separator: " ").last).split(separator: ":").compactMap { Int($0) }
    return clock.reduce(0) { $0 * 60 + $1 }
  }

  /// Where in the song the player is, in seconds.
  func elapsedSeconds() async throws -> Int {
    let clock = try await mpc("status", "%currenttime%").split(separator: ":")
    return clock.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }.reduce(0) { $0 * 60 + $1 }
  }

  /// Plays the song at `position` and waits until it sounds.
  func play(_ position: Int) async throws {
    try await mpc("play", String(position))
    try await eventually("song \(position) sounds") {
      try await mpc("status", "%songpos% %state% %currenttime%") == "\(position) playing 0:01"
    }
  }
}
