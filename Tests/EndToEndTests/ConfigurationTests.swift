import Foundation
import Glibc
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// What the program says of its configuration, and what it makes of one that changes.
  struct ConfigurationTests {
    @Test func `config says what is in force, and from where`() async throws {
      try await Stage.set([], settings: ["max_concurrent_streams": "3", "yt_dlp_arguments": "[-p, secret]"]) {
        stage in
        var environment = stage.environment
        environment["YTMPD_PREFETCH_TRACKS"] = "7"
        let shown = try await run(
          [BuiltProgram.path, "config", "--log-level", "debug"], environment: environment)
        #expect(shown.exit == .status(0) && shown.errors.isEmpty, "\(shown.errors)")
        let lines = shown.output.split(separator: "\n").map(String.init)
        func line(_ key: String) -> String { lines.first { $0.hasPrefix("\(key):") } ?? "" }
        #expect(line("max_concurrent_streams").hasPrefix("max_concurrent_streams: 3 "))
        #expect(line("max_concurrent_streams").contains("  # \(stage.home.configuration):"))
        #expect(line("prefetch_tracks").hasSuffix("  # environment variable YTMPD_PREFETCH_TRACKS"))
        #expect(
          line("log_level").hasSuffix("  # option --log-level")
            && line("icy_metaint").hasSuffix("  # default"))
        #expect(!shown.output.contains("secret"))

        // What it prints is a file that it takes.
        let path = "\(stage.home.home)/copy.yaml"
        try Data(shown.bytes).write(to: URL(filePath: path))
        let check = try await stage.program("config", "check", path)
        #expect(check.exit == .status(0) && check.output == "\(path): in order\n", "\(check.errors)")
      }
    }

    @Test func `config check points at the mistakes of a file`() async throws {
      try await Stage.set([]) { stage in
        let path = "\(stage.home.home)/other.yaml"
        func check(_ text: String) async throws -> Outcome {
          try Data(text.utf8).write(to: URL(filePath: path))
          var environment = stage.environment
          environment["YTMPD_PROXY_PORT"] = "nonsense"
          return try await run([BuiltProgram.path, "config", "check", path], environment: environment)
        }
        #expect(try await check("proxy_port: 8080\n").exit == .status(0))
        let wrong = try await check("proxy_port: 8080\nlog_level: loud\nplaylists: [5]\n")
        #expect(wrong.exit == .status(2) && wrong.errorLines.count == 2, "\(wrong.errors)")
        #expect(wrong.errors.contains("\(path):2:12: log_level must be debug, info"), "\(wrong.errors)")
        let odd = try await check("proxy_prot: 8080\n")
        #expect(odd.exit == .status(0) && odd.errors.contains("did you mean proxy_port?"), "\(odd.errors)")
        let torn = try await check(
          "yt_dlp_arguments: [--source-address, 10.0.0.1]\nsource_address: 10.0.0.2\n")
        #expect(torn.exit == .status(2), "\(torn.errors)")
        #expect(try await stage.program("config", "check", "/nonexistent.yaml").exit == .status(2))
      }
    }

    @Test func `config writes a file of comments, and a schema`() async throws {
      try await Stage.set([]) { stage in
        let defaults = try await stage.program("config", "--default")
        try Data(defaults.bytes).write(to: URL(filePath: stage.home.configuration))
        let check = try await stage.program("config", "check")
        #expect(check.exit == .status(0) && check.errors.isEmpty, "\(check.errors)")
        let schema = try await stage.program("config", "--schema")
        let document = try JSONSerialization.jsonObject(with: Data(schema.bytes)) as? [String: Any]
        let properties = try #require(document?["properties"] as? [String: Any])
        let theme = String(describing: properties["theme"] ?? "")
        #expect(properties.count > 40 && theme.contains("nord"), "\(theme)")
        #expect(try await stage.program("config", "--schema", "--default").exit == .status(2))
      }
    }

    // MARK: - While it runs

    @Test func `SIGHUP has what can change at once heeded, and what can't said`() async throws {
      try await Stage.set(seconds: 30, bytesPerSecond: 100_000, settings: ["max_concurrent_streams": "1"]) {
        stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        async let first = Curl.get(proxy.url(song.id), "-A", "One/1")
        try await proxy.log.line(with: "[PROXY] started")
        async let second = Curl.get(proxy.url(song.id), "-A", "Two/1")
        try await eventually("one in line") { try await proxy.status().streams.waiting == 1 }

        try stage.configure([
          "max_concurrent_streams": "5", "proxy_port": "\(try freePort())", "log_level": "debug",
          "theme": "nord",
        ])
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(
          with: "the configuration was read again", "max_concurrent_streams: 5", "log_level: debug")
        try await proxy.log.line(with: "proxy_port in the configuration holds only after a restart")
        try await proxy.log.line(with: "theme in the configuration holds at once in connected dashboards")
        let status = try await proxy.status()
        #expect(status.streams.limit == 5 && status.streams.active == 2 && status.streams.waiting == 0)

        try stage.configure(["max_concurrent_streams": "many"])
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(
          with: "the configuration stays as it was", "config.yaml:", "max_concurrent_streams must be")
        #expect(try await proxy.status().streams.limit == 5)
        let (one, two) = try await (first, second)
        #expect(one.body == song.audio.bytes && two.body == song.audio.bytes)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `SIGHUP has another yt-dlp asked`() async throws {
      try await Stage.set(settings: ["yt_dlp_path": "/nonexistent/yt-dlp"]) { stage in
        try stage.configure([])
        try await stage.addSongs()
        try await stage.home.python("db.execute(\"UPDATE tracks SET stream_url = ''\"); db.commit()")
        try stage.configure(["yt_dlp_path": "/nonexistent/yt-dlp"])
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        #expect(try await Curl.get(proxy.url(song.id)).status == 502)
        try stage.configure([])
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(with: "the configuration was read again", "yt_dlp_path")
        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.status == 200 && answer.body == song.audio.bytes)
      }
    }

    @Test func `playlists of the configuration come and go with SIGHUP`() async throws {
      try await Stage.set([.webmOpus], seconds: 10) { stage in
        let url = "https://www.youtube.com/playlist?list=PLendtoend"
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "L")])
        let proxy = try await stage.serve()
        try stage.configure(["playlists": "[{name: New, url: \"\(url)\"}]", "playlist_prefix": "\"\""])
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(with: "sync-finished", "playlist=New", "tracks=1")
        try await eventually("its file") {
          FileManager.default.fileExists(atPath: "\(stage.home.home)/playlists/New.m3u")
        }
        try stage.configure([])
        proxy.process.signalAlone(SIGHUP)
        try await eventually("no file") {
          !FileManager.default.fileExists(atPath: "\(stage.home.home)/playlists/New.m3u")
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }
  }
}
