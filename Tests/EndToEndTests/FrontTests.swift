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
        let front = try await nodes.haproxy()
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

/// Two nodes over one origin, each with a library of its own.
private struct Nodes {
  let stages: [Stage]
  let running: [RunningProxy]
  var songs: [Song] { stages[0].songs }

  static func set(
    _ format: AudioFixture.Format = .webmOpus, seconds: Int, bytesPerSecond: Int? = nil,
    _ body: (Nodes) async throws -> Void
  ) async throws {
    try await Stage.set(
      Array(repeating: format, count: 6), seconds: seconds, bytesPerSecond: bytesPerSecond
    ) { first in
      let second = Stage(home: try Workplace(), origin: first.origin, ytDlp: first.ytDlp, songs: first.songs)
      var running: [RunningProxy] = []
      for stage in [first, second] {
        try stage.configure(["max_concurrent_streams": "1000"])
        try await stage.addSongs()
        running.append(try await stage.serve())
      }
      try await body(Nodes(stages: [first, second], running: running))
    }
  }

  /// A front that runs; killed with the last reference.
  final class Front: Sendable {
    let url: String
    private let process: ProgramProcess
    private let log: ProgramOutput

    init(_ command: [String], environment: [String: String], port: Int) async throws {
      let (log, writeEnd) = try ProgramOutput.line()
      process = try await ProgramProcess.spawn(
        command, environment: environment, output: .descriptor(writeEnd), errors: .descriptor(writeEnd))
      close(writeEnd)
      self.log = log
      url = "http://localhost:\(port)"
      let url = url
      try await eventually("the front: \(log.text)") {
        do { return try await Curl.get("\(url)/playlists").status == 200 } catch is Curl.Failure {
          return false
        }
      }
    }

    deinit {
      process.kill()
      process.waitUntilGone()
    }

    func url(_ id: VideoID) -> String { "\(url)/proxy/\(id)" }
  }

  private static let deploy: String = {
    var root = URL(fileURLWithPath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    return root.appending(path: "deploy").path
  }()

  /// The configuration in `deploy`, with our ports in the place of its.
  private func configuration(_ name: String, listening: String, port: Int) throws -> String {
    var text = try String(contentsOfFile: "\(Self.deploy)/\(name)", encoding: .utf8)
    #expect(text.contains("\(listening)8080"))
    text = text.replacing("\(listening)8080", with: "\(listening.replacing(":", with: ""))127.0.0.1:\(port)")
    for (index, node) in running.enumerated() {
      #expect(text.contains("127.0.0.1:808\(index + 1)"))
      text = text.replacing("127.0.0.1:808\(index + 1)", with: "127.0.0.1:\(node.port)")
    }
    let path = "\(stages[0].home.home)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  func haproxy() async throws -> Front {
    let port = try freePort()
    let path = try configuration("haproxy.cfg", listening: "bind :", port: port)
    return try await Front(
      ["/usr/sbin/haproxy", "-f", path], environment: stages[0].home.environment, port: port)
  }

  func nginx() async throws -> Front {
    let port = try freePort()
    let path = try configuration("nginx.conf", listening: "listen ", port: port)
    let home = stages[0].home.home
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
      .map { "\($0)_temp_path \(home)/nginx-\($0);" }.joined(separator: " ")
    var text = try String(contentsOfFile: path, encoding: .utf8)
    text = text.replacing("  access_log off;", with: "  access_log off; \(folders)")
    if geteuid() == 0 { text = "user root;\n" + text }
    try Data(text.utf8).write(to: URL(filePath: path))
    return try await Front(
      ["/usr/sbin/nginx", "-p", home, "-c", path, "-e", "stderr", "-g", "daemon off;"],
      environment: stages[0].home.environment, port: port)
  }

  struct Listened: Decodable {
    /// Listeners who got their whole song.
    var complete: Int
    /// Listeners who got other bytes.
    var wrong: Int
    /// How many had begun, and not ended, at the same moment.
    var together: Int
    var problems: [String]
  }

  /// So many listeners of `songs` at once: all begin, and go on when the last one has begun.
  func listeners(_ count: Int, at front: Front, of songs: [Song]? = nil) async throws -> Listened {
    let songs = songs ?? self.songs
    var arguments = ["python3", "-c", Self.script, String(count), String(front.url.split(separator: ":")[2])]
    for song in songs {
      let path = "\(stages[0].home.home)/\(song.id)"
      try Data(song.audio.bytes).write(to: URL(filePath: path))
      arguments += ["/proxy/\(song.id)", path]
    }
    let outcome = try await run(arguments)
    try #require(outcome.exit == .status(0), "\(outcome.errors)")
    return try JSONDecoder().decode(Listened.self, from: Data(outcome.bytes))
  }

  private static let script = """
    import asyncio, hashlib, json, resource, sys
    count, port = int(sys.argv[1]), int(sys.argv[2])
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65536), hard))
    pairs = list(zip(sys.argv[3::2], sys.argv[4::2]))
    wanted = {path: hashlib.sha256(open(file, "rb").read()).digest() for path, file in pairs}
    begun, together, complete, wrong, problems = 0, 0, 0, 0, []
    all_begun = asyncio.Event()

    async def listen(path):
        global begun, complete, wrong
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=4096)
            writer.write(f"GET {path} HTTP/1.1\\r\\nHost: localhost\\r\\nUser-Agent: L/1\\r\\nConnection: close\\r\\n\\r\\n".encode())
            head = (await reader.readuntil(b"\\r\\n\\r\\n")).decode()
            if " 200 " not in head.split("\\r\\n")[0]: raise RuntimeError(head.split("\\r\\n")[0])
            length = next(int(l.split(":")[1]) for l in head.split("\\r\\n") if l.lower().startswith("content-length:"))
            digest, left = hashlib.sha256(), length
            block = await reader.read(min(2048, left))
            digest.update(block); left -= len(block)
            begun += 1
            if begun == count: all_begun.set()
            await asyncio.wait_for(all_begun.wait(), 90)
            while left > 0:
                block = await reader.read(min(65536, left))
                if not block: raise RuntimeError(f"cut, {left} bytes left")
                digest.update(block); left -= len(block)
            writer.close()
            if digest.digest() == wanted[path]: complete += 1
            else: wrong += 1
        except Exception as error:
            problems.append(f"{type(error).__name__}: {error}")
            if begun + len(problems) >= count: all_begun.set()

    async def main():
        await asyncio.gather(*(listen(pairs[i % len(pairs)][0]) for i in range(count)))
        print(json.dumps({"complete": complete, "wrong": wrong, "together": begun, "problems": problems[:5]}))

    asyncio.run(main())
    """
}

extension RunningProxy {
  /// How often a body of a track was begun.
  fileprivate func starts(of id: VideoID) -> Int {
    log.text.split(separator: "\n").count { $0.contains("[PROXY] started video_id=\(id.rawValue) ") }
  }
}
