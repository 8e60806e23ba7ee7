import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Several nodes behind HAProxy or nginx, by the configurations in `deploy`.
  struct FrontTests {
    private static let hasHAProxy = OtherReaders.has("haproxy")
    private static let hasNginx = OtherReaders.has("nginx")

    /// Kills the node that a song comes from, in the middle of it.
    private static func killANode(_ nodes: Nodes, behind front: Nodes.Front) async throws {
      let song = try #require(nodes.songs.first)
      let file = "\(nodes.stages[0].home.home)/song"
      async let broken = run(["curl", "-s", "-o", file, front.url(song.id)])
      try await eventually("the song at a node") { nodes.running.contains { $0.starts(of: song.id) > 0 } }
      let victim = try #require(nodes.running.firstIndex { $0.starts(of: song.id) > 0 })
      try await eventually("some bytes") {
        (FileManager.default.contents(atPath: file)?.count ?? 0) > 50_000
      }
      nodes.running[victim].process.kill()
      #expect(try await broken.exit != .status(0))
      // The player asks again for what it has not got, and every other song goes on at the node that is left.
      let again = try await run(["curl", "-s", "-C", "-", "-o", file, front.url(song.id)])
      #expect(again.exit == .status(0))
      #expect(FileManager.default.contents(atPath: file).map { Array($0) } == song.audio.bytes)
      for song in nodes.songs.dropFirst() {
        #expect(try await Curl.get(front.url(song.id), "-r", "0-99").status == 206)
      }
      #expect(nodes.running[1 - victim].starts(of: song.id) > 0)
    }

    // MARK: - HAProxy

    @Test(.enabled(if: hasHAProxy, "scripts/setup --tests installs haproxy"))
    func `HAProxy gives each track to one node, and the tracks to both`() async throws {
      try await Nodes.set(seconds: 5) { nodes in
        let front = try await nodes.haproxy()
        for _ in 0..<3 {
          for song in nodes.songs {
            let answer = try await Curl.get(front.url(song.id))
            #expect(answer.status == 200 && answer.body == song.audio.bytes)
          }
        }
        // An extension and a percent-encoding change nothing of it.
        let first = try #require(nodes.songs.first)
        _ = try await Curl.get("\(front.url)/proxy/\(first.id).webm")
        _ = try await Curl.get("\(front.url)/proxy/\(first.id.rawValue.replacing("e", with: "%65"))")
        func homes() -> [[Int]] { nodes.songs.map { song in nodes.running.map { $0.starts(of: song.id) } } }
        // The log comes a moment after the bytes.
        try await eventually("all in the logs") { homes().map { $0.reduce(0, +) } == [5, 3, 3, 3, 3, 3] }
        let homes = homes()
        for starts in homes { #expect(starts.contains(0), "\(homes)") }
        for node in 0..<2 { #expect(homes.contains { $0[node] > 0 }) }
        #expect(try await Curl.get("\(front.url)/status").status == 404)
        #expect(try await Curl.get("\(front.url)/playlists").status == 200)
      }
    }

    @Test(.enabled(if: hasHAProxy, "scripts/setup --tests installs haproxy"))
    func `HAProxy: a node that is killed costs a player a second request`() async throws {
      try await Nodes.set(seconds: 30, bytesPerSecond: 150_000) { nodes in
        try await Self.killANode(nodes, behind: try await nodes.haproxy())
      }
    }

    @Test(.enabled(if: hasHAProxy, "scripts/setup --tests installs haproxy"))
    func `HAProxy: a node that goes down ends its songs, and gets no new ones`() async throws {
      try await Nodes.set(seconds: 20, bytesPerSecond: 100_000) { nodes in
        let front = try await nodes.haproxy()
        let song = try #require(nodes.songs.first)
        async let whole = Curl.get(front.url(song.id))
        try await eventually("the song at a node") { nodes.running.contains { $0.starts(of: song.id) > 0 } }
        let leaving = try #require(nodes.running.firstIndex { $0.starts(of: song.id) > 0 })
        nodes.running[leaving].process.signalAlone(SIGTERM)
        try await nodes.running[leaving].log.line(with: "going down")
        // At once, before HAProxy has looked at it, and later.
        for _ in 0..<2 {
          for song in nodes.songs {
            #expect(try await Curl.get(front.url(song.id), "-r", "0-99").status == 206, "\(song.id)")
          }
        }
        #expect(try await whole.body == song.audio.bytes)
        #expect(await nodes.running[leaving].process.end() == .status(0))
        #expect(nodes.running[1 - leaving].starts(of: song.id) > 0)
      }
    }

    @Test(.enabled(if: hasHAProxy, "scripts/setup --tests installs haproxy"))
    func `HAProxy: a thousand listeners at once`() async throws {
      try await Nodes.set(seconds: 5) { nodes in
        let front = try await nodes.haproxy()
        let result = try await nodes.listeners(1000, at: front)
        #expect(result.complete == 1000 && result.wrong == 0, "\(result)")
        #expect(result.together == 1000, "\(result)")
        for node in nodes.running { #expect(try await node.status().streams.servedTotal > 0) }
      }
    }

    // MARK: - nginx

    @Test(.enabled(if: hasNginx, "scripts/setup --tests installs nginx"))
    func `nginx asks a node once for each slice, however many listen`() async throws {
      try await Nodes.set(.mp3, seconds: 90) { nodes in
        let front = try await nodes.nginx()
        let song = try #require(nodes.songs.first)
        let slices = (song.audio.bytes.count + (1 << 20) - 1) >> 20
        let result = try await nodes.listeners(1000, at: front, of: [song])
        #expect(result.complete == 1000 && result.wrong == 0, "\(result)")
        #expect(slices > 1)
        func starts() -> [Int] { nodes.running.map { $0.starts(of: song.id) } }
        try await eventually("the slices in the log") { starts().reduce(0, +) >= slices }
        let starts = starts()
        #expect(starts.reduce(0, +) == slices, "\(starts), \(slices) slices")
        // Each slice is of one node, since all are the same track's.
        #expect(starts.contains(0))
        let part = try await Curl.get(front.url(song.id), "-r", "1048000-1049000")
        #expect(part.status == 206 && part.body == Array(song.audio.bytes[1_048_000...1_049_000]))
        #expect(nodes.running.map { $0.starts(of: song.id) } == starts)
      }
    }

    @Test(.enabled(if: hasNginx, "scripts/setup --tests installs nginx"))
    func `nginx: a node that is killed costs a player a second request`() async throws {
      // More than a slice, of which the first is under way.
      try await Nodes.set(.mp3, seconds: 90, bytesPerSecond: 250_000) { nodes in
        #expect(try #require(nodes.songs.first).audio.bytes.count > 1 << 20)
        try await Self.killANode(nodes, behind: try await nodes.nginx())
      }
    }

    @Test(.enabled(if: hasNginx, "scripts/setup --tests installs nginx"))
    func `nginx spreads the tracks, and asks another node for one that is gone or going down`() async throws {
      try await Nodes.set(seconds: 5) { nodes in
        let front = try await nodes.nginx()
        for song in nodes.songs.prefix(4) {
          #expect(try await Curl.get(front.url(song.id)).body == song.audio.bytes)
        }
        func homes() -> [[Int]] {
          nodes.songs.prefix(4).map { song in nodes.running.map { $0.starts(of: song.id) } }
        }
        try await eventually("all in the logs") { homes().allSatisfy { $0.reduce(0, +) == 1 } }
        let homes = homes()
        for starts in homes { #expect(starts.contains(0) && starts.contains(1), "\(homes)") }
        nodes.running[0].process.kill()
        for song in nodes.songs { #expect(try await Curl.get(front.url(song.id)).body == song.audio.bytes) }
      }
      try await Nodes.set(seconds: 5, bytesPerSecond: 20_000) { nodes in
        let front = try await nodes.nginx()
        // Songs that hold both nodes up, past the front.
        let song = try #require(nodes.songs.first)
        async let held = Curl.get(nodes.running[0].url(song.id))
        try await nodes.running[0].log.line(with: "[PROXY] started")
        nodes.running[0].process.signalAlone(SIGTERM)
        try await nodes.running[0].log.line(with: "going down")
        for song in nodes.songs.dropFirst() {
          #expect(try await Curl.get(front.url(song.id), "-r", "0-99").status == 206, "\(song.id)")
        }
        #expect(try await held.body == song.audio.bytes)
      }
    }
  }
}
