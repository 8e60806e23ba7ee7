import Foundation
import Glibc
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// `serve` under a service manager, and without one.
  struct SystemdTests {
    @Test func `tells a service manager how it does`() async throws {
      try await Stage.set(seconds: 20, bytesPerSecond: 200_000) { stage in
        try await stage.addSongs()
        let manager = try NotifySocket("\(stage.home.home)/notify")
        var environment = stage.environment
        environment["NOTIFY_SOCKET"] = manager.path
        environment["WATCHDOG_USEC"] = "400000"
        let proxy = try await RunningProxy(in: environment)
        try await manager.message(with: "READY=1")
        try await manager.message(with: "WATCHDOG=1")
        try await manager.message(with: "WATCHDOG=1")
        let song = try #require(stage.songs.first)
        async let answer = Curl.get(proxy.url(song.id))
        try await manager.message(with: "STATUS=1/10 streams, 1 track, no MPD")

        proxy.process.signalAlone(SIGHUP)
        let reloading = try await manager.message(with: "RELOADING=1")
        let time = reloading.split(separator: "\n").last?.split(separator: "=").last.flatMap { Int64($0) }
        #expect(try #require(time) > 0)
        try await manager.message(with: "READY=1")

        // A program that hangs sends no sign of life.
        proxy.process.signalAlone(SIGSTOP)
        try await manager.silence(of: .seconds(2))
        proxy.process.signalAlone(SIGCONT)
        try await manager.message(with: "WATCHDOG=1")
        proxy.process.signalAlone(SIGTERM)
        let stopping = try await manager.message(with: "STOPPING=1")
        #expect(stopping.contains("EXTEND_TIMEOUT_USEC=50000000"))
        #expect(await proxy.process.end() == .status(0))
        #expect(try await answer.body == song.audio.bytes)
      }
    }

    @Test func `serves on the sockets that it is given`() async throws {
      try await Stage.set(settings: ["proxy_port": "1"]) { stage in
        try await stage.addSongs()
        // As systemd does it: listens, has the program start, and passes the sockets on.
        let script = """
          import fcntl, os, socket, sys
          sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(2)]
          copies = [fcntl.fcntl(s.fileno(), fcntl.F_DUPFD, 10) for s in sockets]
          for number, copy in zip((3, 4), copies): os.dup2(copy, number, True)
          os.environ.update(LISTEN_FDS="2", LISTEN_PID=str(os.getpid()))
          os.execv(sys.argv[1], sys.argv[1:])
          """
        let proxy = try await RunningProxy(
          in: stage.environment, program: ["python3", "-c", script, BuiltProgram.path])
        let line = try await proxy.log.line(with: "[PROXY] listening")
        let addresses = try #require(line.field("address")).split(separator: ",")
        #expect(addresses.count == 2)
        let song = try #require(stage.songs.first)
        for address in addresses {
          #expect(try await Curl.get("http://\(address)/proxy/\(song.id)").body == song.audio.bytes)
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `refuses a socket that is none of HTTP's`() async throws {
      try await Stage.set([]) { stage in
        let script = """
          import os, socket, sys
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          os.set_inheritable(s.fileno(), True)
          if s.fileno() != 3: os.dup2(s.fileno(), 3, True)
          os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
          os.execv(sys.argv[1], sys.argv[1:])
          """
        let outcome = try await run(
          ["python3", "-c", script, BuiltProgram.path, "serve"], environment: stage.environment)
        #expect(outcome.exit == .status(2) && outcome.errors.contains("ListenStream"), "\(outcome.errors)")
      }
    }

    // MARK: - How it ends

    @Test(arguments: [(SIGINT, 130), (SIGTERM, 0)] as [(Int32, Int32)])
    func `says by its status what ended it`(signal: Int32, status: Int32) async throws {
      try await Stage.set([]) { stage in
        let proxy = try await stage.serve()
        proxy.process.signalAlone(signal)
        #expect(await proxy.process.end() == .status(status))
      }
    }

    @Test(arguments: [false, true])
    func `ends with its terminal, unless it is to stay`(stays: Bool) async throws {
      try await Stage.set(settings: ["proxy_port": "\(try freePort())"]) { stage in
        // Has the program as the leader of a terminal's session, closes the terminal on SIGUSR1, hands other signals on.
        let script = """
          import os, pty, select, signal, sys
          child, terminal = pty.fork()
          if child == 0: os.execv(sys.argv[1], sys.argv[1:])
          closing = []
          signal.signal(signal.SIGUSR1, lambda *_: closing.append(1))
          for number in (signal.SIGHUP, signal.SIGTERM):
              signal.signal(number, lambda number, _: os.kill(child, number))
          while not closing:
              if select.select([terminal], [], [], 0.05)[0]: os.read(terminal, 4096)
          os.close(terminal)
          sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
          """
        let process = try await ProgramProcess.spawn(
          ["python3", "-c", script, BuiltProgram.path, "serve"] + (stays ? ["--stay"] : []),
          environment: stage.environment)
        defer { process.kill() }
        let log = "\(stage.home.home)/ytmpd.log"
        func logged(_ text: String) -> Bool {
          FileManager.default.contents(atPath: log).map { String(decoding: $0, as: UTF8.self).contains(text) }
            ?? false
        }
        try await eventually("the log") { logged("[PROXY] listening") }
        process.signalAlone(SIGUSR1)
        if stays {
          // It is there, and takes a later one for what it is without a terminal.
          try stage.configure(["max_concurrent_streams": "7"])
          try await eventually("a reload") {
            process.signalAlone(SIGHUP)
            return logged("max_concurrent_streams: 7")
          }
          process.signalAlone(SIGTERM)
        }
        #expect(await process.end() == .status(0))
      }
    }
  }
}

/// A service manager's socket.
private final class NotifySocket: Sendable {
  let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isBound)
  }

  deinit { close(descriptor) }

  /// The next message that has `text`.
  @discardableResult
  func message(with text: String) async throws -> String {
    while true {
      let next = try #require(await next(within: 20_000), "no message with \(text)")
      if next.contains(text) { return next }
    }
  }

  /// Waits until nothing has come for so long.
  func silence(of time: Duration) async throws {
    // What was sent before it was stopped.
    for _ in 0..<100 where await next(within: 0) == nil { break }
    #expect(await next(within: Int32(time / .milliseconds(1))) == nil)
  }

  private func next(within milliseconds: Int32) async -> String? {
    let descriptor = descriptor
    return await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, milliseconds) > 0 else { return continuation.resume(returning: nil) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        continuation.resume(returning: String(decoding: buffer.prefix(max(0, count)), as: UTF8.self))
      }
    }
  }
}
