import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Players other than MPD over an origin with its everyday faults: they get every byte, and hear every second.
  struct PeerTests {
    /// What goes wrong in the middle of a song.
    enum Trouble: String, CaseIterable, Sendable {
      case reset, expiry, stall, closing, overload

      var faults: [Fault?] {
        switch self {
        case .reset: [nil, .reset(after: 60_000), .reset(after: 10)]
        case .expiry: [nil, .revoke(403)]
        case .stall: [nil, .stall(after: 50_000, for: .seconds(4))]
        case .closing: [.close(after: 9000), nil, .close(after: 0)]
        case .overload: [.status(503), nil, .status(503), .status(500)]
        }
      }
    }

    @Test func `curl gets every byte`() async throws {
      try await withSongs([.webmOpus]) { stage, proxy, song, trouble in
        try stage.trouble(song, trouble)
        let whole = try await Curl.get(proxy.url(song.id))
        let isWhole = whole.body == song.audio.bytes
        #expect(whole.exit == 0 && isWhole, "\(trouble)")
        try stage.trouble(song, trouble)
        let part = try await Curl.get(proxy.url(song.id), "-H", "Range: bytes=300000-")
        #expect(part.status == 206 && part.exit == 0, "\(trouble)")
        let isSame = part.body == Array(song.audio.bytes[300_000...])
        #expect(isSame, "\(trouble)")
        try stage.trouble(song, trouble)
        // curl has asked for a range, so it can seek; this is somebody else.
        let old = try await Curl.get(proxy.url(song.id), "--http1.0", "-A", "radio", "-H", "Icy-MetaData: 1")
        #expect(old.exit == 0 && old.fields["icy-metaint"] != nil, "\(trouble)")
        #expect(old.fields["content-length"] == String(old.body.count), "\(trouble)")
        #expect(old.body.count > song.audio.bytes.count, "\(trouble)")
      }
    }

    /// With and without metadata in the body, from the start and from the middle: decoded, it is the file.
    @Test(
      arguments: [[.webmOpus, .mp3, .m4aFaststart], [.m4aMoovAtEnd, .m4aFragmented]]
        as [[AudioFixture.Format]])
    func `ffmpeg decodes every second`(formats: [AudioFixture.Format]) async throws {
      try await withSongs(formats) { stage, proxy, song, trouble in
        let original = try await decode(["-i", song.audio.url.path])
        for query in ["", "?icy=1"] {
          try stage.trouble(song, trouble)
          let heard = try await decode(["-i", proxy.url(song.id) + query])
          #expect(heard == original, "\(song.audio.format), \(trouble), \(query)")
        }
        let tail = try await decode(["-ss", "20", "-i", song.audio.url.path])
        try stage.trouble(song, trouble)
        let sought = try await decode(["-ss", "20", "-i", proxy.url(song.id)])
        #expect(sought == tail, "\(song.audio.format), \(trouble), from the middle")
      }
    }

    @Test func `mpv plays to the end and seeks`() async throws {
      try await withSongs([.webmOpus, .m4aMoovAtEnd]) { stage, proxy, song, trouble in
        let file = stage.home.home + "/mpv.wav"
        let command = [
          "mpv", "--no-config", "--no-video", "--ao=pcm", "--ao-pcm-file=\(file)", "--ytdl=no",
          "--really-quiet",
        ]
        for (options, query, expected) in [([], "", 30.0), (["--start=20"], "", 10), ([], "?icy=1", 30)] {
          try stage.trouble(song, trouble)
          let outcome = try await run(
            command + options + [proxy.url(song.id) + query], environment: stage.environment)
          #expect(outcome.exit == .status(0), "\(trouble): \(outcome.output)\(outcome.errors)")
          let seconds = try await duration(of: file)
          #expect(abs(seconds - expected) < 0.2, "\(trouble): \(seconds) s of \(expected)")
          try FileManager.default.removeItem(atPath: file)
        }
      }
    }

    /// Titles come from the playlist, and a song can be sought in all the same.
    @Test(.enabled(if: OtherReaders.hasMPV, "mpv is not installed"))
    func `mpv plays a playlist with titles and seeks`() async throws {
      try await Stage.set([.webmOpus], seconds: 30) { stage in
        let song = try #require(stage.songs.first)
        let entry = LoopbackYtDlp.Entry(
          id: song.id.rawValue, title: song.title, duration: 30, channel: "\(song.artist) - Topic")
        try stage.mint(playlists: ["PLendtoend": LoopbackYtDlp.Playlist(title: "Peers", entries: [entry])])
        let proxy = try await stage.serve()
        let add = try await stage.program(
          "add", "https://www.youtube.com/playlist?list=PLendtoend", beside: proxy)
        try #require(add.exit == .status(0), "\(add.errors)")
        for (file, query) in [("Peers.m3u", ""), ("Peers.m3u", "?icy=1")] {
          let heard = stage.home.home + "/mpv.wav"
          let outcome = try await run(
            [
              "mpv", "--no-config", "--no-video", "--ytdl=no", "--ao=pcm", "--ao-pcm-file=\(heard)",
              "--term-playing-msg=<${media-title}>",
            ] + (query.isEmpty ? ["--start=20"] : []) + ["\(proxy.url)/playlists/\(file)\(query)"],
            environment: stage.environment)
          #expect(outcome.exit == .status(0), "\(outcome.output)\(outcome.errors)")
          #expect(outcome.output.contains("<\(song.displayName)>"), "\(outcome.output)")
          let seconds = try await duration(of: heard)
          #expect(abs(seconds - (query.isEmpty ? 10 : 30)) < 0.2, "\(query): \(seconds) s")
        }
        #expect(proxy.log.lines(with: "[PROXY] lost") == [])
      }
    }

    /// It reads the metadata, and writes the audio between it into a file.
    @Test func `streamripper writes the song's bytes`() async throws {
      try await withSongs([.mp3]) { stage, proxy, song, trouble in
        try stage.trouble(song, trouble)
        let folder = stage.home.home + "/\(trouble)"
        let outcome = try await run(
          [
            "streamripper", proxy.url(song.id), "-d", folder, "-s", "-a", "whole", "-A", "-c", "--quiet",
            "-l",
            "90",
          ], environment: stage.environment)
        let bytes = FileManager.default.contents(atPath: folder + "/whole.mp3").map(Array.init) ?? []
        // It writes whole intervals between metadata alone: the rest of the last one is lost on it, not on us.
        let whole = song.audio.bytes.count / 16_384 * 16_384
        #expect(bytes.count == whole, "\(trouble): \(outcome.output)\(outcome.errors)")
        let isSame = bytes == Array(song.audio.bytes.prefix(whole))
        #expect(isSame, "\(trouble)")
      }
    }

    /// It takes a song with an `icy-name` for a radio station, which it does not seek in and plays for ever.
    @Test(.enabled(if: OtherReaders.hasVLC, "VLC is not installed"))
    func `VLC plays to the end and seeks`() async throws {
      // Nobody but root can read a stage's home, and root is who VLC refuses to run for.
      let folder = FileManager.default.temporaryDirectory.appending(path: "vlc-\(UUID().uuidString)").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
      defer { _ = try? FileManager.default.removeItem(atPath: folder) }
      // What is asked for at its making is cut by the mask.
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
      let user = geteuid() == 0 ? ["runuser", "-u", "nobody", "--"] : []
      try await withSongs([.webmOpus, .m4aFaststart]) { stage, proxy, song, trouble in
        for (options, expected) in [([], 30.0), (["--start-time=20"], 10)] {
          try stage.trouble(song, trouble)
          let file = "\(folder)/\(UUID().uuidString).wav"
          let outcome = try await run(
            user + [
              "env", "HOME=\(folder)", "timeout", "60", "vlc", "--intf=dummy", "--no-video", "--quiet",
              "--sout=#transcode{acodec=s16l}:std{access=file,mux=wav,dst=\(file)}",
            ] + options + [proxy.url(song.id), "vlc://quit"])
          let what = Comment(rawValue: "\(song.audio.format), \(trouble), \(options)")
          #expect(outcome.exit == .status(0), "\(what): \(outcome.output)\(outcome.errors)")
          let seconds = try await duration(of: file)
          #expect(abs(seconds - expected) < 0.3, "\(what): \(seconds) s of \(expected)")
        }
      }
    }

    // MARK: - Around them

    /// Calls `body` for each song with each trouble.
    private func withSongs(
      _ formats: [AudioFixture.Format],
      _ body: (Stage, RunningProxy, Song, Trouble) async throws -> Void
    ) async throws {
      try await Stage.set(formats, seconds: 30) { stage in
        try stage.configure(["retry_base_delay_seconds": "0.2"])
        try await stage.fillLibrary(resolved: formats.count)
        let proxy = try await stage.serve()
        for song in stage.songs {
          for trouble in Trouble.allCases { try await body(stage, proxy, song, trouble) }
        }
        #expect(proxy.log.lines(with: "[PROXY] lost") == [])
        // A player that seeks may have two requests under way when the URL dies, and both are refused.
        #expect(stage.origin.requests.breaches().filter { !$0.contains("asked again") } == [])
      }
    }

    /// The digest of what ffmpeg decodes.
    private func decode(_ input: [String]) async throws -> String {
      let outcome = try await run(
        ["ffmpeg", "-nostdin", "-v", "error"] + input + [
          "-map", "0:a", "-f", "md5", "-c:a", "pcm_s16le", "-",
        ])
      try #require(outcome.exit == .status(0), "ffmpeg \(input): \(outcome.errors)")
      return outcome.output
    }

    private func duration(of file: String) async throws -> Double {
      let text = try await succeed(
        "ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "default=nw=1:nk=1", file)
      return try #require(Double(text))
    }
  }
}

extension Stage {
  /// Lets the origin do to the next requests for `song` what `trouble` says; what was left of the last is forgotten.
  fileprivate func trouble(_ song: Song, _ trouble: EndToEnd.PeerTests.Trouble) throws {
    // yt-dlp brings a new URL should the old one die.
    try mint()
    origin.script(song.id.rawValue, trouble.faults)
  }
}
