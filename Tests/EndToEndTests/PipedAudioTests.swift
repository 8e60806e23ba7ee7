import Foundation
import LoopbackOrigin
import MPDKit
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Songs that YouTube offers in fragments alone: the program, the real yt-dlp, and real players.
  struct PipedAudioTests {
    /// A stage whose song is offered as HLS.
    private static func set(
      _ container: HLSFixture.Container, seconds: Int = 8, settings: KeyValuePairs<String, String> = [:],
      fragment: @escaping @Sendable (Int) -> Page? = { _ in nil },
      _ body: (Stage, HLSFixture) async throws -> Void
    ) async throws {
      try await Stage.set(seconds: 4) { stage in
        try stage.configure(settings)
        let fixture = try await HLSFixture.make(container, seconds: seconds)
        let url = fixture.publish(on: stage.origin, as: "song", fragment: fragment)
        try stage.mint { _, video in
          video.formats = [
            .init(id: "233", url: url, fileExtension: "mp4", codec: "mp4a.40.2", delivery: "m3u8_native")
          ]
        }
        try await stage.fillLibrary(resolved: 0)
        try await body(stage, fixture)
      }
    }

    @Test(arguments: HLSFixture.Container.allCases)
    func `MPD plays it to its end, and curl gets every byte`(container: HLSFixture.Container) async throws {
      let mpd = try await MPDFixture()
      defer { mpd.shutDown() }
      try await Self.set(container, settings: ["mpd_socket_path": mpd.socket]) { stage, fixture in
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        let song = try #require(stage.songs.first)
        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.status == 200 && answer.exit == 0)
        #expect(answer.fields["content-type"] == container.contentType)
        #expect(answer.body == fixture.bytes)

        let client = MPDClient(address: MPDAddress(endpoint: .socket(path: mpd.socket)))
        let id = try await client.add(proxy.url(song.id))
        try await client.play(id)
        var heard = Duration.zero
        while true {
          let status = try await client.status()
          #expect(status.error == nil)
          guard status.state == .playing else { break }
          heard = max(heard, status.elapsed ?? .zero)
          try await Task.sleep(for: .milliseconds(50))
        }
        #expect(heard > .seconds(6), "heard of 8 s: \(heard)")
        let lines = proxy.log.lines(with: "[PROXY] piped", "video_id=\(song.id)")
        #expect(lines.count == 2)
        #expect(lines.first?.field("reason")?.contains("no format that can be fetched directly") == true)
        try await eventually("both are finished") {
          proxy.log.lines(with: "[PROXY] finished", "client_left=false").count == 2
        }
        #expect(proxy.log.lines(with: "[PROXY] lost").isEmpty)
      }
    }

    @Test func `the last listener takes yt-dlp with it`() async throws {
      try await Self.set(.transportStream, fragment: { $0 >= 2 ? .silence : nil }) { stage, fixture in
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        async let first = Curl.get(proxy.url(song.id), "--max-time", "10")
        async let second = Curl.get(proxy.url(song.id), "-H", "Icy-MetaData: 1", "--max-time", "12")
        // Both leave when their time is over.
        #expect(try await first.body == fixture.fragments.prefix(2).flatMap(\.bytes))
        #expect(try await second.exit == 28)
        // One question for the URL, and one run for both.
        let questions = try stage.ytDlp.questions()
        #expect(questions.count == 2 && questions.count { $0.arguments.contains("-o") } == 1)
        for question in questions { try await ProcessTable.untilGone(question.pid) }
        try await eventually("both have left") {
          proxy.log.lines(with: "[PROXY] finished", "client_left=true").count == 2
        }
      }
    }
  }
}
