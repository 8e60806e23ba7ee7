import ControlKit
import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The control socket of the built program.
  struct ControlTests {
    @Test func `says who owns the library, for its user alone`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        let facts = try await stage.control.facts()
        #expect(facts.process == proxy.process.processID && facts.role == .serve && facts.api == 1)
        #expect(facts.database == stage.home.database && facts.url == proxy.url)
        let mode =
          try FileManager.default.attributesOfItem(atPath: stage.control.socket)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let status = try await stage.control.ask("/v1/status")
        let decoded = try JSONDecoder().decode(ProxyStatus.self, from: Data(status.body))
        #expect(decoded.version == facts.version && decoded.streams.limit == 10)
        #expect(await proxy.terminate() == .status(0))
        #expect(!FileManager.default.fileExists(atPath: stage.control.socket))
      }
    }

    @Test func `is in the runtime folder where there is one`() async throws {
      try await Stage.set([]) { stage in
        var environment = stage.environment
        environment["XDG_RUNTIME_DIR"] = stage.home.home
        let proxy = try await RunningProxy(in: environment)
        let control = Control(socket: stage.home.home + "/ytmpd-tui/control.sock")
        #expect(try await control.facts().process == proxy.process.processID)
      }
    }

    @Test func `streams events that can be had again from a number on`() async throws {
      try await Stage.set(seconds: 5) { stage in
        let proxy = try await stage.serve()
        try await stage.addSongs()
        let song = try #require(stage.songs.first)
        #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
        let first = try await events(stage, from: 0)
        guard case .opening(let instance, let next)? = first.first else {
          Issue.record("\(first)")
          return
        }
        #expect(next == 1)
        let numbers = first.compactMap { if case .event(let event) = $0 { event.sequence } else { nil } }
        #expect(numbers == Array(1..<(1 + UInt64(numbers.count))))
        let later = try await events(stage, from: 3)
        #expect(later.first == .opening(instance: instance, next: 3))
        guard case .event(let event)? = later.dropFirst().first else {
          Issue.record("\(later)")
          return
        }
        #expect(event.sequence == 3)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `refuses what it does not know, with a sentence`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        for (path, content, status, words) in [
          ("/v2/status", nil, 404, "version 2"), ("/status", nil, 404, "nothing is here"),
          ("/v1/events?from=x", nil, 400, "from is not a number"), ("/v1/status", "{}", 405, "only GET"),
          ("/v1/stop", nil, 405, "only POST"), ("/v1/commands", "[]", 400, "not an object"),
          ("/v1/commands", #"{"arguments": "x"}"#, 400, "arguments is not a list"),
          ("/v1/commands", #"{"arguments": ["serve"]}"#, 403, "serve does not run"),
          ("/v1/commands", #"{"arguments": []}"#, 403, "the dashboard does not run"),
          ("/v1/commands/7/cancel", "", 404, "no command"),
        ] as [(String, String?, Int, String)] {
          let answer = try await stage.control.ask(path, content)
          #expect(
            answer.status == status && answer.text.contains(words), "\(path): \(answer.status) \(answer.text)"
          )
          #expect(answer.fields["content-type"] == "application/json")
        }
        // It is as well as before.
        #expect(try await stage.control.facts().process == proxy.process.processID)
      }
    }

    @Test func `JSON of every wrong shape gets a sentence, and does no harm`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        // A dashboard, so that there is one to be told wrong things.
        let dashboard = try await ProgramProcess.spawn(
          [
            "curl", "--disable", "--silent", "--unix-socket", stage.control.socket, "--data", "",
            "http://localhost/v1/dashboards",
          ], environment: stage.environment)
        defer { dashboard.kill() }
        try await eventually("the dashboard") {
          try await stage.control.ask("/v1/dashboards/1/effects", "[]").status == 200
        }
        let deep = String(repeating: "[", count: 20_000)
        let shapes = [
          "", " ", "null", "true", "5", "\"tracks\"", "{", "{}", "[[]]", "[null]", "[1]", "[\"readStatus\"]",
          "{]",
          #"{"arguments":null}"#, #"{"arguments":{}}"#, #"{"arguments":[1]}"#, #"{"arguments":[["tracks"]]}"#,
          #"{"arguments":["tracks"],"columns":"80"}"#, #"{"arguments":["tracks"],"columns":1e400}"#,
          #"{"arguments":["tracks"],"columns":99999999999999999999}"#,
          #"{"arguments":["tracks"],"watched":"yes"}"#,
          #"{"arguments":["tracks"]"#, #"{"arguments":["\ud800"]}"#, #"[{"push":5}]"#,
          #"[{"push":{"_0":["short"]}}]"#,
          #"[{"nonsense":{}}]"#, deep, "{\"arguments\":" + deep,
        ]
        for path in ["/v1/commands", "/v1/dashboards/1/effects"] {
          for shape in shapes {
            let file = stage.home.home + "/shape"
            try Data(shape.utf8).write(to: URL(filePath: file))
            let answer = try await stage.control.ask(path, "@" + file)
            let sentence = try? WireJSON.value([String: String].self, from: answer.body)["error"]
            #expect(
              answer.status == 400 && sentence?.isEmpty == false,
              "\(path) \(shape.prefix(60)): \(answer.status) \(answer.text)")
          }
        }
        // Bytes that are no text, and more than anybody needs.
        for (bytes, status) in [
          ([0x7B, 0xFF, 0xFE, 0x7D], 400), (Array(repeating: 0x20, count: 2 << 20), 413),
        ]
          as [([UInt8], Int)]
        {
          let file = stage.home.home + "/shape"
          try Data(bytes).write(to: URL(filePath: file))
          #expect(try await stage.control.ask("/v1/commands", "@" + file).status == status)
        }
        #expect(try await stage.control.facts().process == proxy.process.processID)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `serve --stop ends the one that runs`() async throws {
      try await Stage.set([]) { stage in
        let nobody = try await stage.program("serve", "--stop")
        #expect(
          nobody.exit == .status(1) && nobody.errors.contains("no ytmpd-tui serves"), "\(nobody.errors)")
        let proxy = try await stage.serve()
        let outcome = try await stage.program("serve", "--stop")
        #expect(outcome.exit == .status(0), "\(outcome.errors)")
        // It has ended by the time the command has.
        #expect(await proxy.process.end() == .status(0))
      }
    }

    @Test func `commands run in the owner, and print the same`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 5) { stage in
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "Evening")])
        let proxy = try await stage.serve()
        let instance = try await stage.control.facts()
        let added = try await stage.program("add", stage.songs[0].id.rawValue)
        #expect(added.errorLines == ["[1/1] \(stage.songs[0].displayName)"] && added.exit == .status(0))
        // Who asked yt-dlp says so in its log.
        try await proxy.log.line(with: "refreshed", stage.songs[0].id.rawValue)
        let list = try await stage.program("add", "https://music.youtube.com/playlist?list=PLendtoend")
        #expect(list.errorLines == ["Evening: 2 tracks"] && list.exit == .status(0), "\(list.errors)")
        let tracks = try await stage.program("tracks")
        #expect(tracks.output.split(whereSeparator: \.isNewline).count == 2)
        let wrong = try await stage.program("push", "Morning")
        #expect(wrong.exit == .status(1) && wrong.errors.hasPrefix("ytmpd-tui: "), "\(wrong.errors)")
        #expect(try await stage.control.facts() == instance)
        #expect(await proxy.terminate() == .status(0))
        // And alone they print the same.
        let alone = try await stage.program("tracks")
        #expect(alone.output.split(whereSeparator: \.isNewline).count == 2)
      }
    }

    @Test func `a bot check pauses the commands of other processes, too`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 5) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try stage.mint { _, video in video.error = "Sign in to confirm you’re not a bot" }
        let first = try await stage.program("refresh", "--", stage.songs[0].id.rawValue)
        #expect(first.exit == .status(1), "\(first.errors)")
        #expect(try await proxy.status().resolver.state != .ok)
        // YouTube would answer again, and is not asked.
        try stage.mint()
        for command in ["refresh", "add"] {
          let runs = try await proxy.status().resolver.runsLastHour
          let second = try await stage.program(command, "--", stage.songs[1].id.rawValue)
          #expect(second.exit == .status(1) && second.errors.contains("bot"), "\(second.errors)")
          #expect(try await proxy.status().resolver.runsLastHour == runs)
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test(arguments: [SIGINT, SIGKILL]) func `a client that is interrupted, or killed, cancels its command`(
      number: Int32
    ) async throws {
      try await Stage.set(seconds: 5) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        try stage.mint { _, video in video.delay = 60 }
        let id = try #require(stage.songs.first).id.rawValue
        let child = try await ProgramProcess.spawn(
          [BuiltProgram.path, "refresh", "--", id], environment: stage.environment)
        try await eventually("the run of yt-dlp") { try await proxy.status().refreshes.running == 1 }
        child.signalAlone(number)
        #expect(await child.end() == (number == SIGINT ? .status(130) : .signal(SIGKILL)))
        // The run goes on, since what it finds is kept; the command does not.
        try await eventually("its end") {
          try await stage.control.ask("/v1/commands/1/cancel", "").status == 404
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `a socket that is a link is said to be, and nobody follows it`() async throws {
      try await Stage.set([]) { stage in
        let folder = stage.home.home + "/.local/state/ytmpd-tui"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
          atPath: stage.control.socket, withDestinationPath: stage.home.home + "/elsewhere")
        let proxy = try await stage.serve()
        try await proxy.log.line(with: "there is no control socket", "symbolic link")
        let alone = try await stage.program("tracks")
        #expect(alone.exit == .status(0) && alone.errors.contains("symbolic link"), "\(alone.errors)")
        let doctor = try await stage.program("doctor")
        #expect(doctor.output.contains("control.sock is a symbolic link"), "\(doctor.output)")
        #expect(await proxy.terminate() == .status(0))
        #expect(!FileManager.default.fileExists(atPath: stage.home.home + "/elsewhere"))
      }
    }

    @Test func `doctor removes what a dead owner has left, when it is told to`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        proxy.process.kill()
        _ = await proxy.process.end()
        let doctor = try await stage.program("doctor", "--fix", "--yes")
        #expect(doctor.errors.contains("removed \(stage.control.socket)"), "\(doctor.output)\(doctor.errors)")
        #expect(!FileManager.default.fileExists(atPath: stage.control.socket))
      }
    }

    @Test func `a socket whose owner died is said to be, and taken over`() async throws {
      try await Stage.set(seconds: 5) { stage in
        var proxy = try await stage.serve()
        proxy.process.kill()
        _ = await proxy.process.end()
        let alone = try await stage.program("tracks")
        #expect(alone.exit == .status(0) && alone.errors.contains("left over"), "\(alone.errors)")
        proxy = try await stage.serve()
        #expect(try await stage.control.facts().process == proxy.process.processID)
        let tracks = try await stage.program("tracks")
        #expect(!tracks.errors.contains("left over"))
      }
    }

    @Test func `a stopped owner is said to be, and nothing hangs`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        proxy.process.signalAlone(SIGSTOP)
        defer { proxy.process.signalAlone(SIGCONT) }
        let outcome = try await stage.program("tracks")
        #expect(outcome.exit == .status(1))
        #expect(
          outcome.errors.contains("process \(proxy.process.processID) does not answer"), "\(outcome.errors)")
      }
    }

    @Test func `a thousand connections leave room for who asks`() async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        let path = stage.control.socket
        let crowd = try await run(
          [
            "python3", "-c",
            """
            import socket, sys
            crowd = []
            for _ in range(1000):
                s = socket.socket(socket.AF_UNIX); s.settimeout(20); s.connect(sys.argv[1]); crowd.append(s)
            s = socket.socket(socket.AF_UNIX); s.settimeout(20); s.connect(sys.argv[1])
            s.sendall(b"GET /v1/version HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
            answer = b""
            while True:
                piece = s.recv(65536)
                if not piece: break
                answer += piece
            print(answer.decode())
            """, path,
          ], environment: stage.environment)
        #expect(
          crowd.exit == .status(0) && crowd.output.contains("200 OK"), "\(crowd.errors) \(crowd.output)")
        #expect(try await stage.control.facts().process == proxy.process.processID)
      }
    }

    /// The lines of the events from a number on, as far as they come within a second.
    private func events(_ stage: Stage, from number: Int) async throws -> [EventStreamLine] {
      let answer = try await Curl.get(
        "http://localhost/v1/events?from=\(number)", "--unix-socket", stage.control.socket, "--max-time", "1")
      return try answer.text.split(separator: "\n").map {
        try WireJSON.value(EventStreamLine.self, from: Array($0.utf8))
      }
    }
  }
}
