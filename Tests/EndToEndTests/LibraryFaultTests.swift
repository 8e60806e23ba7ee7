import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The library in trouble, in real time and by real programs.
  struct LibraryFaultTests {
    /// Holds the write lock of a database for ten seconds; says when it has it.
    private static let lock = """
      import sqlite3, sys, time
      db = sqlite3.connect(sys.argv[1], isolation_level=None)
      db.execute('BEGIN EXCLUSIVE'); print('locked', flush=True); time.sleep(10); db.execute('COMMIT')
      """

    @Test func `waits for a library that another program has locked, at its start and later`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        try await stage.fillLibrary(resolved: 1)
        let starting = try await locker(stage)
        let start = ContinuousClock.now
        let proxy = try await stage.serve()
        #expect(await starting.end() == .status(0))
        #expect(start.duration(to: .now) > .seconds(5))

        let (first, second) = (stage.songs[0], stage.songs[1])
        #expect(try await plays(first, at: proxy))
        let running = try await locker(stage)
        let asked = ContinuousClock.now
        #expect(try await plays(first, at: proxy))
        // Resolved and played while nothing can be written, and sought in.
        #expect(try await plays(second, at: proxy))
        let part = try await Curl.get(proxy.url(second.id), "-H", "Range: bytes=1000-")
        let isSame = part.body == Array(second.audio.bytes[1000...])
        #expect(part.status == 206 && isSame)
        #expect(asked.duration(to: .now) < .seconds(10), "nobody waited for the lock")
        #expect(await running.end() == .status(0))
        try await eventually("the URL is written", within: .seconds(60)) {
          try await stage.home.python(
            "print(db.execute(\"SELECT count(*) FROM tracks WHERE stream_url LIKE 'http%'\").fetchone()[0])")
            == "2"
        }
        let status = try await proxy.status()
        #expect(status.streams.failedTotal == 0 && status.refreshes.succeededTotal == 1)
      }
    }

    /// No file may grow: the nearest to a full disk that needs no disk of its own.
    @Test func `plays on when nothing can be written`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        try await stage.fillLibrary(resolved: 2)
        // Signals that were ignored before a program starts stay so.
        let limited = ["sh", "-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh", BuiltProgram.path]
        let proxy = try await RunningProxy(in: stage.environment, program: limited)
        for _ in 0..<2 {
          for song in stage.songs {
            #expect(try await plays(song, at: proxy))
          }
        }
        try await proxy.log.line(with: "can't be written to", "track_mapping.db")
        #expect(try await Curl.get("\(proxy.url)/health").status == 200)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    /// Whether curl gets all of a song; not compared in an expectation, which would look for the differences.
    private func plays(_ song: Song, at proxy: RunningProxy) async throws -> Bool {
      try await Curl.get(proxy.url(song.id)).body == song.audio.bytes
    }

    private func locker(_ stage: Stage) async throws -> ProgramProcess {
      let (output, writeEnd) = try ProgramOutput.line()
      let process = try await ProgramProcess.spawn(
        ["python3", "-c", Self.lock, stage.home.database], environment: stage.environment,
        output: .descriptor(writeEnd))
      close(writeEnd)
      try await output.line(with: "locked")
      return process
    }
  }
}
