import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

/// Two nodes over one origin, each with a library of its own.
struct Nodes {
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
    for _ in 0..<4 { root.deleteLastPathComponent() }
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
  func starts(of id: VideoID) -> Int {
    log.text.split(separator: "\n").count { $0.contains("[PROXY] started video_id=\(id.rawValue) ") }
  }
}
