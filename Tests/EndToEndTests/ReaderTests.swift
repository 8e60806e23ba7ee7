import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// What the program writes, read by programs of other hands.
  struct ReaderTests {
    /// A name with whatever a format could stumble over.
    private static let hostile = "A & B <c> \"d\" 'e' ]]> 100% #EXTINF:1,x 夜 🎵"

    private func stage(_ body: (Stage, RunningProxy) async throws -> Void) async throws {
      try await Stage.set([.webmOpus], seconds: 10) { stage in
        let entries: [LoopbackYtDlp.Entry] = [
          .init(id: stage.songs[0].id.rawValue, title: Self.hostile, duration: 10, channel: "<&> - Topic"),
          .init(id: "unknownID-1", title: "T\nhttp://evil.example/"),
        ]
        try stage.mint(playlists: ["PLreaders": .init(title: "R", entries: entries)])
        let proxy = try await stage.serve()
        let add = try await stage.program(
          "add", "https://www.youtube.com/playlist?list=PLreaders", beside: proxy)
        try #require(add.exit == .status(0), "\(add.errors)")
        try await body(stage, proxy)
      }
    }

    @Test(.enabled(if: OtherReaders.areInstalled, "scripts/setup --tests installs xspf-lib"))
    func `XSPF by a library for it`() async throws {
      try await stage { stage, proxy in
        let file = stage.home.home + "/R.xspf"
        let xspf = try await stage.program("export", "R", "--format", "xspf", beside: proxy)
        try Data(xspf.bytes).write(to: URL(filePath: file))
        let read = try await OtherReaders.read(
          [[String?]].self,
          """
          import xspf_lib
          playlist = xspf_lib.Playlist.parse(sys.argv[1])
          print(json.dumps([[playlist.title, None, None, None]] + [
            [str(track.location[0]), track.title, track.creator, track.duration and str(track.duration)]
            for track in playlist]))
          """, file)
        #expect(
          read == [
            ["YT: R", nil, nil, nil], [proxy.url(stage.songs[0].id), Self.hostile, "<&>", "10000"],
            ["\(proxy.url)/proxy/unknownID-1", "T http://evil.example/", nil, nil],
          ])
      }
    }

    @Test(.enabled(if: OtherReaders.has("promtool"), "scripts/setup --tests installs prometheus"))
    func `metrics and alert rules by promtool, and every metric of the dashboard's`() async throws {
      try await stage { stage, proxy in
        _ = try await Curl.get(proxy.url(stage.songs[0].id))
        try await proxy.log.line(with: "[PROXY] finished")
        let text = try await Curl.get("\(proxy.url)/metrics").text
        for name in ["first_byte", "resolve"] {
          #expect(text.contains("\nytmpd_\(name)_seconds_count 1\n"), "\(text)")
        }
        let file = stage.home.home + "/metrics"
        try Data(text.utf8).write(to: URL(filePath: file))
        let check = try await run(["sh", "-c", "exec promtool check metrics <\"$0\"", file])
        #expect(check.exit == .status(0) && check.errors.isEmpty, "\(check.errors)")

        let deploy = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
          .deletingLastPathComponent().appending(path: "deploy")
        let rules = deploy.appending(path: "prometheus/ytmpd-tui.rules.yml")
        try await succeed("promtool", "check", "rules", rules.path)
        try await succeed(
          "promtool", "test", "rules", deploy.appending(path: "prometheus/ytmpd-tui.test.yml").path)
        let dashboard = deploy.appending(path: "grafana/ytmpd-tui.json")
        for file in [rules, dashboard] {
          let used = Set(
            try String(contentsOf: file, encoding: .utf8).matches(of: /ytmpd_[a-z_]+/).map {
              String($0.output)
            })
          #expect(!used.isEmpty)
          for metric in used { #expect(text.contains("\n\(metric)"), "\(file.lastPathComponent): \(metric)") }
        }
      }
    }

    @Test(.enabled(if: OtherReaders.areInstalled, "scripts/setup --tests installs prometheus-client"))
    func `metrics by Prometheus' own library`() async throws {
      try await stage { stage, proxy in
        let answer = try await Curl.get("\(proxy.url)/metrics")
        #expect(answer.fields["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
        let file = stage.home.home + "/metrics"
        try Data(answer.body).write(to: URL(filePath: file))
        let read = try await OtherReaders.read(
          [String: Double].self,
          """
          from prometheus_client.parser import text_string_to_metric_families as families
          samples = [sample for family in families(open(sys.argv[1]).read()) for sample in family.samples]
          print(json.dumps({sample.name + ''.join(sorted(sample.labels.values())): sample.value for sample in samples}))
          """, file)
        #expect(read.keys.allSatisfy { $0.hasPrefix("ytmpd_") })
        #expect(read["ytmpd_tracksunresolved"] == 2 && read["ytmpd_streams_limit"] == 10)
        #expect(read["ytmpd_streams_served_total"] == 0 && read["ytmpd_resolver_stateok"] == 1)
      }
    }

    @Test(.enabled(if: OtherReaders.hasMPV, "mpv is not installed"))
    func `a served playlist by mpv`() async throws {
      try await stage { stage, proxy in
        let outcome = try await run(
          [
            "mpv", "--no-config", "--no-video", "--ao=null", "--untimed", "--length=1", "--playlist-start=0",
            "--no-ytdl", "--msg-level=all=info", "\(proxy.url)/playlists/R.m3u",
          ], environment: stage.home.environment)
        #expect(outcome.output.contains("Playing: \(proxy.url(stage.songs[0].id))"), "\(outcome.output)")
        #expect(outcome.output.contains("Playing: \(proxy.url)/proxy/unknownID-1"), "\(outcome.output)")
        #expect(!outcome.output.contains("Playing: http://evil.example/"), "\(outcome.output)")
      }
    }
  }
}
