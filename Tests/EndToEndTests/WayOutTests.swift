import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// yt-dlp and the relay leave by one way: the real yt-dlp, real proxies, and an origin that knows who asks.
  struct WayOutTests {
    /// Sets a stage whose origin serves 127.0.0.2 alone, to yt-dlp as to the relay.
    private func onStage(
      _ settings: KeyValuePairs<String, String>, environment: [String: String] = [:],
      _ body: (Stage, RunningProxy) async throws -> Void
    ) async throws {
      try await Stage.set(seconds: 10, settings: settings) { stage in
        let song = try #require(stage.songs.first)
        stage.origin.script(song.id.rawValue) { $0.peer == "127.0.0.2" ? nil : .status(403) }
        try stage.mint { _, video in video.probe = video.formats.first?.url }
        try await stage.fillLibrary(resolved: 0)
        let proxy = try await RunningProxy(in: stage.environment.merging(environment) { $1 })
        try await body(stage, proxy)
        let status = String(decoding: try await Curl.get("\(proxy.url)/status").body, as: UTF8.self)
        #expect(!proxy.log.text.contains("sekret") && !status.contains("sekret"))
      }
    }

    private func plays(_ stage: Stage, _ proxy: RunningProxy) async throws {
      let song = try #require(stage.songs.first)
      let answer = try await Curl.get(proxy.url(song.id))
      #expect(answer.status == 200 && answer.body == song.audio.bytes, "\(proxy.log.text)")
      let peers = Set(stage.origin.requests.map(\.request.peer))
      #expect(peers == ["127.0.0.2"], "yt-dlp and the relay come from \(peers)")
      // The first was yt-dlp's.
      #expect(stage.origin.requests.first?.request.range == 0...0)
    }

    @Test(arguments: ["http", "socks5", "socks5h", "socks4a"])
    func `follows --proxy`(_ scheme: String) async throws {
      let credentials = scheme == "socks4a" ? nil : "user:sekret"
      let way = try await LoopbackProxy(credentials: credentials)
      let url = "\(scheme)://\(credentials.map { $0 + "@" } ?? "")\(way.address)"
      // What the environment says counts for nothing then.
      try await onStage(
        ["yt_dlp_arguments": "[--proxy, '\(url)']"], environment: ["http_proxy": "http://127.0.0.1:9"]
      ) {
        stage, proxy in
        try await plays(stage, proxy)
        let doctor = try await stage.program("doctor")
        #expect(doctor.output.contains("YouTube is reached through the"), "\(doctor.output)")
        #expect(doctor.output.contains(way.address) && !doctor.output.contains("sekret"))
      }
    }

    @Test(arguments: ["http_proxy", "all_proxy", "ALL_PROXY"])
    func `follows the environment`(_ variable: String) async throws {
      let way = try await LoopbackProxy()
      try await onStage([:], environment: [variable: "http://\(way.address)"]) { stage, proxy in
        try await plays(stage, proxy)
        #expect(way.requests.allSatisfy { $0 == "plain \(stage.origin.authority)" } && way.requests.count > 1)
      }
    }

    @Test(arguments: [
      ["http_proxy": "http://127.0.0.1:9", "no_proxy": "127.0.0.1,localhost"],
      // Anybody can have a web server set this one; curl does not read it.
      ["HTTP_PROXY": "http://127.0.0.1:9"],
    ])
    func `goes straight where curl would`(_ variables: [String: String]) async throws {
      try await onStage(["source_address": "127.0.0.2"], environment: variables) { stage, proxy in
        try await plays(stage, proxy)
      }
    }

    @Test(arguments: ["[--source-address, 127.0.0.2]", "[--source-address=127.0.0.2, -v]"])
    func `follows --source-address`(_ arguments: String) async throws {
      try await onStage(["yt_dlp_arguments": arguments]) { stage, proxy in try await plays(stage, proxy) }
    }

    @Test func `a dead proxy is told as one, by yt-dlp and by the relay`() async throws {
      let way = try await LoopbackProxy(credentials: "user:sekret")
      try await onStage(["yt_dlp_arguments": "[--proxy, 'http://user:sekret@\(way.address)', --retries, '0']"]
      ) {
        stage, proxy in
        let song = try #require(stage.songs.first)
        await way.stop()
        let sentence = "the proxy \(way.address) refused the connection"
        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.status == 502)
        #expect(
          String(decoding: answer.body, as: UTF8.self) == "yt-dlp could not reach YouTube: \(sentence)\n")
        #expect(proxy.log.text.contains(sentence))
        #expect(stage.origin.requests.isEmpty)
      }
    }

    @Test(arguments: [
      (
        "source_address: 127.0.0.2\n", "[--source-address, 127.0.0.3]",
        ["source_address 127.0.0.2", "--source-address 127.0.0.3"]
      ),
      ("address_family: ipv4\n", "['-6']", ["address_family ipv4", "-6"]),
      ("", "[--proxy, 'gopher://user:sekret@h']", ["--proxy in yt_dlp_arguments", "gopher"]),
    ])
    func `different ways out are an error at start`(_ line: String, _ arguments: String, _ words: [String])
      async throws
    {
      let home = try Workplace()
      try Data("\(line)yt_dlp_arguments: \(arguments)\nproxy_port: 0\n".utf8)
        .write(to: URL(filePath: home.configuration))
      let outcome = try await run([BuiltProgram.path, "serve"], environment: home.environment)
      #expect(outcome.exit != .status(0))
      for word in words + ["config.yaml"] { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
      #expect(!outcome.errors.contains("sekret"))
    }
  }
}
