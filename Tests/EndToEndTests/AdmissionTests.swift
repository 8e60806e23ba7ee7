import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// More clients than there are slots.
  struct AdmissionTests {
    @Test func `turns the next client away when its wait is over`() async throws {
      try await oneSlot(wait: 1) { stage, proxy, song in
        async let first = Curl.get(proxy.url(song.id))
        try await proxy.log.line(with: "[PROXY] started")
        let start = ContinuousClock.now
        let second = try await Curl.get(proxy.url(song.id), "-A", "another")
        #expect(second.status == 503 && second.fields["retry-after"].flatMap { Int($0) } != nil)
        #expect(ContinuousClock.now - start >= .seconds(1))
        try await proxy.log.line(with: "[PROXY] rejected", "video_id=\(song.id)")
        // Neither HEAD nor the service's own paths take a slot.
        #expect(try await Curl.get(proxy.url(song.id), "--head").status == 200)
        let status = try await proxy.status()
        #expect(status.streams.active == 1 && status.streams.limit == 1 && status.streams.rejectedTotal == 1)
        let whole = try await first
        #expect(whole.body == song.audio.bytes)
      }
    }

    @Test func `lets the next client in when the first has gone`() async throws {
      try await oneSlot(wait: 30) { stage, proxy, song in
        async let first = Curl.get(proxy.url(song.id))
        try await proxy.log.line(with: "[PROXY] started")
        async let second = Curl.get(proxy.url(song.id), "-A", "another")
        try await proxy.log.line(with: "[PROXY] queued", "position=1")
        #expect(try await proxy.status().streams.waiting == 1)
        let whole = try await first
        #expect(whole.body == song.audio.bytes)
        let answer = try await second
        #expect(answer.status == 200 && answer.body == song.audio.bytes)
        #expect(try await proxy.status().streams.servedTotal == 2)
      }
    }

    /// A proxy with one slot, over an origin that takes seconds for the song.
    private func oneSlot(
      wait: Int, _ body: (Stage, RunningProxy, Song) async throws -> Void
    ) async throws {
      try await Stage.set(seconds: 30, bytesPerSecond: 150_000) { stage in
        try stage.configure(["max_concurrent_streams": "1", "admission_wait_seconds": String(wait)])
        try await stage.addSongs()
        try await body(stage, try await stage.serve(), try #require(stage.songs.first))
      }
    }
  }
}
