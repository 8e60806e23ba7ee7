import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// `doctor` over real parts: the real yt-dlp, a real MPD, real files and ports.
  struct DoctorTests {
    private struct Report: Decodable {
      struct Check: Decodable {
        var check: String
        var status: String
        var message: String
        var cure: String?
      }
      var ok: Bool
      var checks: [Check]

      func status(_ name: String) -> String? { checks.first { $0.check == name }?.status }
      func message(_ name: String) -> String { checks.first { $0.check == name }?.message ?? "" }
    }

    private func examine(_ stage: Stage, beside proxy: RunningProxy? = nil) async throws -> (Report, Outcome)
    {
      let outcome = try await stage.program("doctor", "--json", beside: proxy)
      return (try JSONDecoder().decode(Report.self, from: Data(outcome.bytes)), outcome)
    }

    @Test func `finds everything in order`() async throws {
      try await Stage.set(seconds: 5) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path])
        let song = try #require(stage.songs.first)
        let url = try #require(stage.origin.url(for: song.id.rawValue))
        try await stage.home.makeLibrary(.second, song: song, url: url, age: 60)

        let (report, outcome) = try await examine(stage)
        #expect(report.ok && outcome.exit == .status(0), "\(outcome.output)\(outcome.errors)")
        for name in ["javascript", "yt-dlp-ejs", "mpd", "playlists", "database", "port", "terminal", "files"]
        {
          #expect(report.status(name) == "ok", "\(name): \(report.message(name))")
        }
        // The one that is installed may be older than it should be.
        #expect(report.status("yt-dlp") != "error" && report.message("yt-dlp").contains("20"))
        #expect(report.message("javascript").contains(#/deno|node/#))
        #expect(report.message("playlists").contains("which MPD reads too"))
        #expect(report.message("database").contains("1 track,"))
        // The playlist that MPD was shown for a moment is gone.
        #expect(try FileManager.default.contentsOfDirectory(atPath: mpd.playlists.path) == [])

        let lines = try await stage.program("doctor")
        #expect(lines.exit == .status(0) && lines.output.split(separator: "\n").count == report.checks.count)
        #expect(lines.output.contains("ok       mpd            protocol 0."), "\(lines.output)")
      }
    }

    @Test func `finds what is broken, with the cure`() async throws {
      try await Stage.set(seconds: 5) { stage in
        let mpd = try await MPDFixture(.init())
        defer { mpd.shutDown() }
        let stranger = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        defer { close(stranger) }
        var place = sockaddr_in(
          sin_family: sa_family_t(AF_INET), sin_port: 0,
          sin_addr: in_addr(s_addr: UInt32(0x7F00_0001).bigEndian),
          sin_zero: (0, 0, 0, 0, 0, 0, 0, 0))
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = withUnsafeMutablePointer(to: &place) { pointer in
          pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            let isListening = bind(stranger, address, size) == 0 && listen(stranger, 4) == 0
            return isListening && getsockname(stranger, address, &size) == 0
          } ? UInt16(bigEndian: pointer.pointee.sin_port) : 0
        }
        try stage.configure([
          "yt_dlp_path": "/nonexistent/yt-dlp", "mpd_socket_path": mpd.socket, "proxy_host": "127.0.0.1",
          "proxy_port": String(port), "log_file": stage.home.home, "proxy_prot": "1",
        ])
        try FileManager.default.createDirectory(
          atPath: stage.home.home + "/playlists", withIntermediateDirectories: true)
        try Data("SQLite format 3\u{0}rubbish".utf8).write(to: URL(filePath: stage.home.database))

        let (report, outcome) = try await examine(stage)
        #expect(!report.ok && outcome.exit == .status(1))
        for name in ["yt-dlp", "playlists", "database", "port"] {
          #expect(report.status(name) == "error", "\(name): \(report.message(name))")
        }
        #expect(report.status("mpd") == "ok")
        #expect(report.status("configuration") == "warning" && report.status("files") == "warning")
        #expect(report.message("configuration").contains("did you mean proxy_port?"))
        #expect(report.message("port").contains("another program"))
        for check in report.checks { #expect((check.cure == nil) == (check.status == "ok"), "\(check)") }
        // Looking must not set the damaged file aside.
        #expect(FileManager.default.fileExists(atPath: stage.home.database))
      }
    }

    @Test func `knows its own kind, a locked MPD and a missing runtime`() async throws {
      try await Stage.set(seconds: 5) { stage in
        var locked = MPDFixture.Configuration()
        locked.password = "secret"
        let mpd = try await MPDFixture(locked)
        defer { mpd.shutDown() }
        try stage.configure([
          "mpd_socket_path": mpd.socket, "yt_dlp_arguments": "[--no-js-runtimes]",
        ])
        let proxy = try await stage.serve()
        let (report, _) = try await examine(stage, beside: proxy)
        #expect(report.status("port") == "ok" && report.message("port").hasPrefix("ytmpd-tui "))
        #expect(report.status("mpd") == "error" && report.message("mpd").contains("does not permit"))
        #expect(report.status("javascript") == "error")
        try stage.configure([
          "mpd_socket_path": "secret@\(mpd.socket)", "yt_dlp_arguments": "[--no-such-option]",
        ])
        let (second, _) = try await examine(stage, beside: proxy)
        #expect(second.status("mpd") == "ok", "\(second.message("mpd"))")
        #expect(second.message("yt-dlp").contains("no-such-option"), "\(second.message("yt-dlp"))")
      }
    }

    @Test func `names what is wrong with the configuration`() async throws {
      let home = try Workplace()
      try Data("theme: nrod\nproxy_port: many\n".utf8).write(to: URL(filePath: home.configuration))
      let outcome = try await run([BuiltProgram.path, "doctor", "--json"], environment: home.environment)
      #expect(outcome.exit == .status(2))
      let report = try JSONDecoder().decode(Report.self, from: Data(outcome.bytes))
      #expect(report.checks.map(\.status) == ["error", "error"])
      #expect(outcome.output.contains("config.yaml:1") && outcome.output.contains("did you mean nord?"))
    }
  }
}
