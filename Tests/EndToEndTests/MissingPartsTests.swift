import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Without a part of its surroundings the program says so, and goes on with the rest.
  struct MissingPartsTests {
    @Test func `serves without MPD`() async throws {
      try await withCachedSong { stage, song in
        let proxy = try await stage.serve()
        let line = try await proxy.log.line(with: "[PROXY] mpd-lost")
        #expect(line.contains("no-mpd"), "\(line)")
        try await expectToPlay(song, at: proxy)
        let status = try await proxy.status()
        #expect(status.mpd == ProxyStatus.Player(connected: false, state: .unknown))
      }
    }

    @Test func `finds an MPD that comes later`() async throws {
      try await withCachedSong { stage, song in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        await mpd.kill()
        try stage.configure(["mpd_socket_path": mpd.socket])
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-lost")
        try await mpd.start()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        try await mpd.mpc("add", proxy.url(song.id))
        try await eventually("tags") {
          try await mpd.mpc("playlist", "-f", "%artist%#|%title%") == "As ytmpd has it|A title"
        }
      }
    }

    @Test func `plays what has a URL without yt-dlp`() async throws {
      try await withCachedSong { stage, song in
        try stage.configure(["yt_dlp_path": "/nonexistent/yt-dlp"])
        try await stage.home.python(
          "db.execute(\"INSERT INTO tracks VALUES ('notResolved', NULL, 'A', 'B', 0)\"); db.commit()")
        let proxy = try await stage.serve()
        try await expectToPlay(song, at: proxy)
        let answer = try await Curl.get("\(proxy.url)/proxy/notResolved")
        #expect(answer.status == 502 && answer.text.contains("yt-dlp"), "\(answer.text)")
        #expect(try await proxy.status().resolver.state == .missing)
        let refresh = try await stage.program("refresh", song.id.rawValue)
        #expect(refresh.exit == .status(1) && refresh.errors.contains("yt-dlp"), "\(refresh.errors)")
      }
    }

    @Test func `plays from a library that can't be written`() async throws {
      try await withCachedSong { stage, song in
        let folder = URL(filePath: stage.home.database).deletingLastPathComponent().path
        chmod(stage.home.home, 0o755)
        chmod(stage.home.database, 0o444)
        chmod(folder, 0o555)
        // No permission keeps root out.
        let prefix = geteuid() == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : []
        let proxy = try await RunningProxy(in: stage.environment, program: prefix + [BuiltProgram.path])
        try await proxy.log.line(with: "can't be written to", "track_mapping.db")
        try await expectToPlay(song, at: proxy)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `sets a damaged library aside`() async throws {
      try await Stage.set(seconds: 10) { stage in
        let damaged = Data("SQLite format 3\u{0}".utf8) + Data(repeating: 0xA5, count: 8192)
        try damaged.write(to: URL(filePath: stage.home.database))
        let proxy = try await stage.serve()
        let line = try await proxy.log.line(with: "was damaged", "ERROR")
        let folder = URL(filePath: stage.home.database).deletingLastPathComponent()
        let aside = try FileManager.default.contentsOfDirectory(atPath: folder.path)
          .filter {
            $0.hasPrefix("track_mapping.db.damaged-") && !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm")
          }
        #expect(aside.count == 1 && line.contains(aside.first ?? "none"), "\(line)")
        let kept = try Data(contentsOf: folder.appending(path: aside.first ?? "none"))
        #expect(kept == damaged)
        #expect(try await Curl.get("\(proxy.url)/health").status == 200)
        let song = try #require(stage.songs.first)
        try await stage.addSongs()
        try await expectToPlay(song, at: proxy)
      }
    }

    private func withCachedSong(_ body: (Stage, Song) async throws -> Void) async throws {
      try await Stage.set(seconds: 10) { stage in
        let song = try #require(stage.songs.first)
        let url = try #require(stage.origin.url(for: song.id.rawValue))
        try await stage.home.makeLibrary(.second, song: song, url: url, age: 60)
        try await body(stage, song)
      }
    }

    private func expectToPlay(
      _ song: Song, at proxy: RunningProxy, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
      let health = try await Curl.get("\(proxy.url)/health")
      #expect(health.status == 200, sourceLocation: sourceLocation)
      let answer = try await Curl.get(proxy.url(song.id))
      #expect(answer.status == 200, "\(answer.text.prefix(200))", sourceLocation: sourceLocation)
      #expect(answer.body == song.audio.bytes, sourceLocation: sourceLocation)
    }
  }
}
