import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Ten thousand clients that come and go: nothing of them is left in the program.
  struct AbortTests {
    /// What a process holds.
    struct Footprint: CustomStringConvertible {
      let files: Int
      let threads: Int
      let children: Int
      let megabytes: Double

      /// - Parameter connections: how many connections to the origin it keeps for the next requests, which is as
      ///   many as it pleases.
      init(of process: Int32, besides connections: Int) throws {
        files = try ProcessTable.openFiles(of: process) - connections
        threads = try ProcessTable.threads(of: process)
        children = try ProcessTable.children(of: process).count
        megabytes = Double(try ProcessTable.residentBytes(of: process)) / 1_048_576
      }

      /// Whether this is no more than `other`, but for memory that the allocator keeps for itself.
      func isWithin(_ other: Footprint) -> Bool {
        // A few files come late: the second reader of the library, say. Ten thousand clients would leave more.
        children == 0 && files <= other.files + 8 && threads <= other.threads
          && megabytes < other.megabytes + 24
      }

      var description: String {
        "\(files) files, \(threads) threads, \(children) children, \(Int(megabytes)) MiB"
      }
    }

    @Test(.timeLimit(.minutes(10)))
    func `leaves nothing behind`() async throws {
      try await Stage.set([.webmOpus, .mp3, .m4aFaststart], seconds: 30) { stage in
        let program = try ScriptedYtDlp()
        // Slow enough for clients to leave in the middle, and not always successful.
        let query = "id=$id&itag=251&sig=$((1000 + $$))"
        try program.behave(
          """
          sleep 0.0$(($$ % 5)); [ $(($$ % 7)) != 0 ] || exit 1
          answer "http://\(stage.origin.authority)/videoplayback?\(query)"
          """)
        try stage.configure([
          "yt_dlp_path": program.program, "admission_wait_seconds": "1", "retry_base_delay_seconds": "0.1",
        ])
        let unresolved = ["unresolved1", "unresolved2"]
        for id in unresolved { stage.origin.register(stage.songs[0].audio.asset(id: id)) }
        try await stage.fillLibrary(resolved: stage.songs.count, others: unresolved)
        let proxy = try await stage.serve()
        let process = proxy.process.processID
        let known = stage.songs.map { "/proxy/\($0.id)" }
        let paths =
          known + known + known + ["/proxy/unresolved1", "/proxy/unresolved2", "/proxy/notInStore_"]
          + ["/proxy/short", "/health", "/status", "/nowhere"]
        let clients = AbortingClient(port: proxy.port, paths: paths, seed: 1)
        let faults = RandomFaults.Odds(unavailable: 0.05, reset: 0.05, stall: 0.02, revocation: 0.02)
        stage.origin.strike(
          RandomFaults(seed: 1, odds: faults, stall: .milliseconds(100)...(.milliseconds(900))))

        // What the program keeps for good (connections to the origin, threads) is there after the first thousand.
        _ = await clients.run(1000, atOnce: 40)
        try await untilQuiet(proxy)
        let before = try Footprint(of: process, besides: stage.origin.openConnections)
        #expect(await clients.run(10_000, atOnce: 40) == 0)
        try await untilQuiet(proxy)
        // Idle threads and connections are given up after a while.
        let deadline = ContinuousClock.now + .seconds(60)
        while try !Footprint(of: process, besides: stage.origin.openConnections).isWithin(before),
          ContinuousClock.now < deadline
        {
          try await Task.sleep(for: .milliseconds(200))
        }
        let after = try Footprint(of: process, besides: stage.origin.openConnections)
        if ProcessInfo.processInfo.environment["YTMPD_TEST_FIGURES"] == "1" {
          print("figure: 10,000 aborts: before \(before); after \(after)")
        }
        #expect(after.isWithin(before), "\(before), then \(after)")

        stage.origin.behave()
        let song = try #require(stage.songs.first)
        let answer = try await Curl.get(proxy.url(song.id))
        let isWhole = answer.body == song.audio.bytes
        #expect(answer.exit == 0 && isWhole)
        #expect(await proxy.terminate() == .status(0))
        for run in program.runs { #expect(ProcessTable.isGone(run.process)) }
      }
    }

    /// Waits until no stream is active or waits, and yt-dlp has nothing to do.
    private func untilQuiet(_ proxy: RunningProxy) async throws {
      try await eventually("no stream", within: .seconds(60)) {
        let status = try await proxy.status()
        return status.streams.active == 0 && status.streams.waiting == 0 && status.streams.list.isEmpty
          && status.refreshes.running == 0 && status.resolver.queue == 0
      }
    }
  }
}
