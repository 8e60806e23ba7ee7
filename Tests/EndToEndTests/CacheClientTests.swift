import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Whole songs in programs of other hands, with nothing, half and all of them in the cache, while the origin does what
  /// the table of faults lists.
  struct CacheClientTests {
    private static let seconds = 20
    private static let formats: [AudioFixture.Format] = [.webmOpus, .mp3, .m4aFaststart]

    /// How much of each song is in the cache.
    enum Part: String, CaseIterable { case nothing, half, everything }

    /// Who hears it.
    enum Player: String, CaseIterable {
      /// The MPD whose queue we tag: a body that it can seek in.
      case ownMPD
      /// Another one: metadata between the bytes.
      case otherMPD
      /// mpv, with metadata between the bytes.
      case mpv
      /// curl, with and without.
      case curl
    }

    @Test(arguments: Part.allCases, Player.allCases)
    func `every second is heard`(part: Part, player: Player) async throws {
      guard player != .mpv || OtherReaders.hasMPV else { return }
      try await Stage.set(Self.formats, seconds: Self.seconds) { stage in
        var unpaced = MPDFixture.Configuration()
        unpaced.playsInRealTime = false
        let (own, other) = (try await MPDFixture(unpaced), try await MPDFixture(unpaced))
        defer {
          own.shutDown()
          other.shutDown()
        }
        try stage.configure([
          "mpd_socket_path": own.socket, "cache_size": "64 MiB", "cache_ahead": "false",
          "prefetch_tracks": "0",
        ])
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "[PROXY] mpd-connected")
        try await prepare(part, stage, proxy)
        let before = stage.bytesFetched

        switch player {
        case .ownMPD: try await hear(in: own, stage, proxy)
        case .otherMPD: try await hear(in: other, stage, proxy)
        case .mpv: try await hearInMPV(stage, proxy)
        case .curl: try await hearInCurl(stage, proxy)
        }
        let status = try await proxy.status()
        #expect(status.streams.failedTotal == 0)
        if part == .everything {
          #expect(stage.bytesFetched == before)
        } else {
          for song in stage.songs {
            #expect(
              !proxy.log.lines(with: "[PROXY] resumed", "video_id=\(song.id)").isEmpty, "\(song.audio.format)"
            )
          }
          #expect(stage.origin.requests.breaches() == [])
        }
      }
    }

    /// Puts the part into the cache, and has the origin fail from then on; for good where nobody needs it.
    private func prepare(_ part: Part, _ stage: Stage, _ proxy: RunningProxy) async throws {
      for song in stage.songs where part != .nothing {
        let count = part == .half ? song.audio.bytes.count / 2 : song.audio.bytes.count
        // A program of its own: who has asked for a range gets no metadata.
        let answer = try await Curl.get(
          proxy.url(song.id), "-A", "preparer/1", "-H", "Range: bytes=0-\(count - 1)")
        #expect(answer.status == 206 && answer.body == Array(song.audio.bytes.prefix(count)))
      }
      if part == .everything {
        try await stage.untilCached()
        return try await stage.cutOff()
      }
      try stage.mint()
      for song in stage.songs {
        stage.origin.script(song.id.rawValue, [.status(503), .reset(after: 20_000), .revoke(403)])
      }
    }

    private func hear(in mpd: MPDFixture, _ stage: Stage, _ proxy: RunningProxy) async throws {
      for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
      try await mpd.mpc("play")
      try await eventually("the end of the queue", within: .seconds(90)) {
        try await !mpd.mpc("status").contains("[playing]")
      }
      // Counted by what reached the output.
      #expect(try await mpd.playedSeconds() == Self.seconds * stage.songs.count)
      #expect(try await !mpd.mpc("status").contains("ERROR"))
    }

    private func hearInMPV(_ stage: Stage, _ proxy: RunningProxy) async throws {
      for song in stage.songs {
        let file = stage.home.home + "/heard.wav"
        let outcome = try await run(
          [
            "mpv", "--no-config", "--no-video", "--no-ytdl", "--cache=no", "--msg-level=all=warn", "--ao=pcm",
            "--ao-pcm-file=\(file)", "--audio-format=s16", "--audio-samplerate=48000",
            "--audio-channels=stereo",
            proxy.url(song.id) + "?icy=1",
          ], environment: stage.home.environment)
        #expect(outcome.exit == .status(0), "\(outcome.output)\(outcome.errors)")
        let heard = Double(try Data(contentsOf: URL(filePath: file)).count) / 192_000
        #expect(abs(heard - Double(Self.seconds)) < 0.2, "\(song.audio.format): \(heard) s")
      }
    }

    private func hearInCurl(_ stage: Stage, _ proxy: RunningProxy) async throws {
      for song in stage.songs {
        let icy = try await Curl.get(proxy.url(song.id), "-H", "Icy-MetaData: 1")
        let interval = try #require(icy.fields["icy-metaint"].flatMap { Int($0) })
        #expect(icy.exit == 0 && Interleaved(icy.body, interval: interval).audio == song.audio.bytes)
        let plain = try await Curl.get(proxy.url(song.id))
        #expect(plain.exit == 0 && plain.body == song.audio.bytes)
      }
    }
  }
}
