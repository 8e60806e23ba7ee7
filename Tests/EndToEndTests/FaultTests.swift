import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// What the origin does wrong, once each and in real time, and what the client sees of it: nothing.
  struct FaultTests {
    @Test func `waits a second, then two, for an origin that is overloaded`() async throws {
      try await Stage.set { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        stage.origin.script(song.id.rawValue, [.status(503), .status(503)])

        let start = ContinuousClock.now
        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.status == 200 && answer.exit == 0 && answer.body == song.audio.bytes)
        #expect(ContinuousClock.now - start >= .seconds(3))
        let retries = proxy.log.lines(with: "[PROXY] retry", "video_id=\(song.id)")
        #expect(retries.map { $0.field("attempt") } == ["1/3", "2/3"])
        #expect(retries.map { $0.field("delay") } == ["1.0s", "2.0s"])
        #expect(retries.allSatisfy { $0.field("reason")?.contains("503") == true })
        #expect(try await proxy.status().retriesTotal == 2)
      }
    }

    @Test func `goes on at the byte where the connection broke`() async throws {
      try await Stage.set { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        stage.origin.script(song.id.rawValue, [nil, .reset(after: 100_000)])

        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.exit == 0 && answer.body == song.audio.bytes)
        let resumed = try await proxy.log.line(with: "[PROXY] resumed", "video_id=\(song.id)")
        let offset = try #require(resumed.field("offset").flatMap { Int64($0) })
        let requests = stage.origin.requests(for: song.id.rawValue)
        let broken = try #require(requests.first { $0.ending == .cut })
        let start = try #require(broken.request.range).lowerBound
        // The bytes that came before the break are not asked for again.
        #expect(offset > start && offset <= start + 100_000)
        #expect(requests.contains { $0.request.range?.lowerBound == offset })
        #expect(stage.origin.requests.breaches() == [])
      }
    }

    @Test func `asks yt-dlp for a new URL when the old one dies in mid-track`() async throws {
      try await Stage.set { stage in
        try await stage.addSongs()
        try stage.mint()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        stage.origin.script(song.id.rawValue, [nil, .revoke(403)])

        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.exit == 0 && answer.body == song.audio.bytes)
        try await proxy.log.line(with: "[PROXY] refreshed", "video_id=\(song.id)")
        let generations = stage.origin.requests(for: song.id.rawValue).map(\.request.generation)
        #expect(generations == generations.sorted() && Set(generations) == [1, 2])
        #expect(stage.origin.requests.breaches() == [])
        let status = try await proxy.status()
        #expect(status.refreshes.succeededTotal == 1 && status.streams.servedTotal == 1)
      }
    }

    @Test func `says what is wrong when there is no song to be had`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let (gone, broken) = (stage.songs[0].id, stage.songs[1].id)
        stage.origin.revokeAll(of: gone.rawValue, status: 404)
        let missing = try await Curl.get(proxy.url(gone))
        #expect(missing.status == 502 && !missing.text.contains("http"), "\(missing.text)")
        stage.origin.script(broken.rawValue) { _ in .status(503) }
        let start = ContinuousClock.now
        let failed = try await Curl.get(proxy.url(broken))
        #expect(failed.status == 502 && failed.text.contains("503"), "\(failed.text)")
        #expect(ContinuousClock.now - start >= .seconds(7))
        #expect(proxy.log.lines(with: "[PROXY] retry").map { $0.field("delay") } == ["1.0s", "2.0s", "4.0s"])
        #expect(stage.origin.requests.breaches() == [])
        #expect(try await proxy.status().streams.failedTotal == 2)
      }
    }
  }
}
