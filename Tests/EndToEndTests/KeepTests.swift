import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Songs that are downloaded for good, with the real yt-dlp, and what plays of them without a network.
  struct KeepTests {
    private static let playlist = "https://music.youtube.com/playlist?list=PLendtoend"

    /// Sets a stage whose songs are the playlist Evening, with a cache of its own, and calls `body` once the playlist is
    /// added.
    private func evening(
      _ formats: [AudioFixture.Format] = [.webmOpus, .mp3], seconds: Int = 20, bytesPerSecond: Int? = nil,
      settings: [(String, String)] = [], _ body: (Stage) async throws -> Void
    ) async throws {
      try await Stage.set(formats, seconds: seconds, bytesPerSecond: bytesPerSecond) { stage in
        try stage.configure(
          [("cache_size", "64 MiB"), ("cache_directory", stage.audio), ("enable_auto_sync", "false")]
            + settings)
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "Evening")])
        let add = try await stage.program("add", Self.playlist)
        try #require(add.exit == .status(0), "\(add.errors)")
        try await body(stage)
        #expect(stage.origin.requests.breaches() == [])
      }
    }

    @Test func `downloads by itself, and everything plays without origin and yt-dlp`() async throws {
      try await evening { stage in
        let keep = try await stage.program("keep", "YT: evening")
        #expect(keep.exit == .status(0), "\(keep.errors)")
        #expect(keep.errorLines.count == 3, "\(keep.errors)")
        #expect(keep.errorLines.last?.hasPrefix("2 tracks are here for good, ") == true, "\(keep.errors)")
        for song in stage.songs {
          #expect(stage.fetched(song) == Int64(song.audio.bytes.count), "each byte once")
        }
        let again = try await stage.program("keep", "Evening")
        #expect(
          again.exit == .status(0) && again.errorLines.first == "2 of 2 are here already", "\(again.errors)")
        #expect(try await stage.program("keep").errorLines == ["all that is kept is here"])

        try await stage.origin.stopListening()
        try stage.mint { _, video in video.error = "[Errno -2] Name or service not known" }
        let questions = try stage.ytDlp.questions().count
        // Nothing that is here needs a URL.
        try await stage.home.python("db.execute('UPDATE tracks SET stream_url = NULL'); db.commit()")
        let proxy = try await stage.serve()
        for song in stage.songs {
          #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
          let middle = song.audio.bytes.count / 2
          #expect(
            try await Curl.get(proxy.url(song.id), "-r", "\(middle)-").body
              == Array(song.audio.bytes[middle...]))
        }
        #expect(try stage.ytDlp.questions().count == questions)
        let status = try await proxy.status().cache
        #expect(
          status.state == .ok && status.tracks == 2 && status.complete == 2 && status.kept == 2, "\(status)")
        #expect(status.hits == 4 && status.misses == 0 && status.bytes >= stage.bytes, "\(status)")
        let metrics = String(decoding: try await Curl.get("\(proxy.url)/metrics").body, as: UTF8.self)
        #expect(
          metrics.contains("\nytmpd_cache_hits_total 4\n")
            && metrics.contains("\nytmpd_cache_kept_tracks 2\n"))
        // Off-line, what is playable is told.
        let listed = try await stage.listing("tracks")
        #expect(listed.allSatisfy { $0["offline"] as? Bool == true && $0["kept"] as? Bool == true })
        let playlists = try await stage.listing("playlists")
        #expect(playlists.first?["kept"] as? Bool == true && playlists.first?["offline_tracks"] as? Int == 2)
        #expect(try await stage.program("tracks").output.contains("[★ here]"))
        #expect(try await stage.program("playlists").output.contains("[★ all here]"))
      }
    }

    @Test func `a running instance downloads, and the command waits for it`() async throws {
      try await evening(bytesPerSecond: 300_000) { stage in
        let proxy = try await stage.serve()
        let keep = try await stage.program("keep", "Evening", beside: proxy)
        #expect(keep.exit == .status(0), "\(keep.errors)")
        #expect(
          keep.errorLines.first == "the running instance downloads; this waits for it", "\(keep.errors)")
        #expect(keep.errorLines.last?.hasPrefix("2 tracks are here for good") == true, "\(keep.errors)")
        for song in stage.songs { #expect(stage.fetched(song) == Int64(song.audio.bytes.count)) }
        try await eventually("the counts") { try await proxy.status().cache.kept == 2 }
        // What is let go no longer counts as kept, and is there all the same.
        let unkeep = try await stage.program("unkeep", "Evening", beside: proxy)
        #expect(unkeep.exit == .status(0) && unkeep.errors.isEmpty, "\(unkeep.errors)")
        try await eventually("the counts") { try await proxy.status().cache.kept == 0 }
        #expect(try await proxy.status().cache.complete == 2)
        let show = try await stage.object("cache", "--json", beside: proxy)
        #expect(
          show["kept"] as? Int == 0 && show["complete"] as? Int == 2 && show["hits"] as? Int == 0, "\(show)")
      }
    }

    @Test func `an empty folder in the place of the cache: what is kept is downloaded again`() async throws {
      try await evening { stage in
        #expect(try await stage.program("keep", "Evening").exit == .status(0))
        let proxy = try await stage.serve()
        try await eventually("the counts") { try await proxy.status().cache.complete == 2 }
        try FileManager.default.moveItem(atPath: stage.audio, toPath: stage.audio + ".old")
        try FileManager.default.createDirectory(atPath: stage.audio, withIntermediateDirectories: false)
        // The program looks every half minute.
        try await eventually("all songs in the new folder", within: .seconds(90)) {
          for song in stage.songs where stage.fetched(song) < Int64(2 * song.audio.bytes.count) {
            return false
          }
          return try await proxy.status().cache.complete == 2
        }
        #expect(try await proxy.status().cache.kept == 2)
        try await stage.origin.stopListening()
        for song in stage.songs { #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes) }
      }
    }

    @Test func `what a sync brings into a kept playlist is downloaded, and what leaves is let go`()
      async throws
    {
      try await evening { stage in
        var list = stage.playlist(named: "Evening")
        let last = list.entries.removeLast()
        try stage.mint(playlists: ["PLendtoend": list])
        #expect(try await stage.program("sync").exit == .status(0))
        #expect(try await stage.program("keep", "Evening").exit == .status(0))
        #expect(stage.fetched(stage.songs[1]) == 0)
        let proxy = try await stage.serve()
        list.entries = [last]
        try stage.mint(playlists: ["PLendtoend": list])
        #expect(try await stage.program("sync").exit == .status(0))
        try await eventually("the new track") {
          try await stage.listing("tracks").contains {
            $0["video_id"] as? String == stage.songs[1].id.rawValue && $0["offline"] as? Bool == true
          }
        }
        let kept = try await stage.listing("tracks").filter { $0["kept"] as? Bool == true }
        #expect(kept.map { $0["video_id"] as? String } == [stage.songs[1].id.rawValue])
        _ = await proxy.terminate()
      }
    }

    @Test func `an abrupt end costs little, and the rest is downloaded the next time`() async throws {
      try await evening([.webmOpus], seconds: 120, bytesPerSecond: 250_000) { stage in
        let song = try #require(stage.songs.first)
        let child = try await ProgramProcess.spawn(
          [BuiltProgram.path, "keep", "Evening"], environment: stage.environment)
        try await eventually("a listed part") { try await stage.listedBytes(song) > 256 << 10 }
        child.kill()
        _ = await child.end()
        let kept = try await stage.listedBytes(song)
        #expect(kept < song.audio.bytes.count)
        let before = stage.fetched(song)
        let again = try await stage.program("keep")
        #expect(again.exit == .status(0), "\(again.errors)")
        // What was listed is not asked for again.
        #expect(stage.fetched(song) - before <= Int64(song.audio.bytes.count - kept + (128 << 10)))
        let verify = try await stage.object("cache", "verify", "--json")
        #expect(verify["ok"] as? Bool == true && verify["files"] as? Int == 1, "\(verify)")
        let proxy = try await stage.serve()
        #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes)
      }
    }

    @Test func `an interrupted command says how far it came`() async throws {
      try await evening([.webmOpus], seconds: 120, bytesPerSecond: 100_000) { stage in
        let song = try #require(stage.songs.first)
        let (errors, writeEnd) = try ProgramOutput.line()
        let child = try await ProgramProcess.spawn(
          [BuiltProgram.path, "keep", "Evening"], environment: stage.environment,
          errors: .descriptor(writeEnd))
        close(writeEnd)
        try await eventually("a part") { stage.fetched(song) > 0 }
        child.signalAlone(SIGINT)
        #expect(await child.end() == .status(130))
        await errors.waitForEnd()
        #expect(
          errors.text.contains("stopped: 0 of 1 are here; `ytmpd-tui keep` goes on with the rest"),
          "\(errors.text)")
        // The mark stays.
        #expect(try await stage.listing("tracks").first?["kept"] as? Bool == true)
      }
    }

    @Test func `a track that can't be had is named, and the others are there`() async throws {
      try await evening { stage in
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "Evening")]) { song, video in
          if song.id == stage.songs[0].id {
            video.error = "Private video. Sign in if you've been granted access to this video"
          }
        }
        let keep = try await stage.program("keep", "Evening")
        #expect(keep.exit == .status(1))
        #expect(
          keep.errors.contains("the video is private") && keep.errors.contains("1 track is here for good"),
          "\(keep.errors)")
        #expect(keep.errors.contains("1 track could not be downloaded"), "\(keep.errors)")
        #expect(try await stage.listing("tracks").count { $0["offline"] as? Bool == true } == 1)
      }
    }

    @Test func `names that are none are refused, and what was not kept is said`() async throws {
      try await evening { stage in
        let unknown = try await stage.program("keep", "Morning")
        #expect(
          unknown.exit == .status(1) && unknown.errors.contains("unknown playlist: \"Morning\""),
          "\(unknown.errors)")
        let stranger = try await stage.program("keep", "aaaaaaaaaaa")
        #expect(
          stranger.exit == .status(1) && stranger.errors.contains("is not in the library"),
          "\(stranger.errors)")
        let unkeep = try await stage.program("unkeep", "Evening")
        #expect(unkeep.exit == .status(0) && unkeep.errors.contains("was not kept"), "\(unkeep.errors)")
        // An id that begins with a dash, and a track that a playlist keeps.
        let dashed = stage.songs[1].id.rawValue
        #expect(try await stage.program("keep", dashed).exit == .status(0))
        #expect(stage.fetched(stage.songs[0]) == 0)
        #expect(try await stage.program("keep", "Evening").exit == .status(0))
        let still = try await stage.program("unkeep", dashed)
        #expect(
          still.exit == .status(1) && still.errors.contains("still kept, as a track of \"Evening\""),
          "\(still.errors)")
        try stage.configure([("cache_size", "0")])
        let off = try await stage.program("keep", "Evening")
        #expect(off.exit == .status(2) && off.errors.contains("cache_size is 0"), "\(off.errors)")
      }
    }

    @Test func `a new size counts from SIGHUP on, and what was not heard for longest goes`() async throws {
      try await evening { stage in
        let proxy = try await stage.serve()
        for song in stage.songs { #expect(try await Curl.get(proxy.url(song.id)).body == song.audio.bytes) }
        try await eventually("both") { try await proxy.status().cache.complete == 2 }
        let small = Int64(stage.songs.map(\.audio.bytes.count).max() ?? 0) * 13 / 10
        try stage.configure([
          ("cache_size", "\(small)"), ("cache_directory", stage.audio), ("enable_auto_sync", "false"),
        ])
        proxy.process.signalAlone(SIGHUP)
        try await eventually("the first one to go") {
          let cache = try await proxy.status().cache
          return cache.limit == small && cache.tracks == 1
        }
        #expect(
          try await stage.listing("tracks").first { $0["offline"] as? Bool == true }?["video_id"] as? String
            == stage.songs[1].id.rawValue)
      }
    }

    @Test
    func `the commands on the cache run in the owner, print the same, and say what becomes of kept tracks`()
      async throws
    {
      try await evening { stage in
        #expect(try await stage.program("keep", "Evening").exit == .status(0))
        func answers() async throws -> (lines: String, verified: String) {
          let (show, verify) = (
            try await stage.program("cache"), try await stage.program("cache", "verify", "--json")
          )
          #expect(show.exit == .status(0) && verify.exit == .status(0), "\(show) \(verify)")
          return (show.output, verify.output)
        }
        let alone = try await answers()
        let proxy = try await stage.serve()
        // The client's configuration is another one by now: what is said is the owner's.
        try stage.configure(["cache_size": "3 GiB", "cache_directory": "/nonexistent"])
        let owned = try await answers()
        #expect(owned.verified == alone.verified)
        #expect(
          owned.lines.hasPrefix(alone.lines) && owned.lines.contains("without YouTube"), "\(owned) \(alone)")
        let cleared = try await stage.program("cache", "clear")
        #expect(
          cleared.exit == .status(0) && cleared.errorLines.count == 2
            && cleared.errorLines[0].hasPrefix("2 files deleted, ")
            && cleared.errorLines[1]
              == "ytmpd-tui: warning: 2 kept tracks were deleted, too: the running instance downloads them again; "
              + "`ytmpd-tui unkeep` lets them go for good",
          "\(cleared)")
        // The list says at once that nothing is there; the relay's sums follow.
        try await eventually("the kept tracks again", within: .seconds(60)) {
          try await stage.listing("tracks").count { $0["offline"] as? Bool == true } == 2
        }
        let one = try await stage.program("cache", "clear", "--json", "--", stage.songs[0].id.rawValue)
        let object = try JSONSerialization.jsonObject(with: Data(one.bytes)) as? [String: Any]
        #expect(object?["kept"] as? Int == 1 && one.errors.contains("1 kept track was deleted"), "\(one)")
        #expect(await proxy.terminate() == .status(0))
        try stage.configure([("cache_size", "64 MiB"), ("cache_directory", stage.audio)])
        let last = try await stage.program("cache", "clear")
        #expect(last.exit == .status(0) && last.errors.contains("`ytmpd-tui keep` downloads"), "\(last)")
        let nothing = try await stage.program("cache", "clear")
        #expect(nothing.errorLines == ["0 files deleted, 0 B freed"], "\(nothing)")
      }
    }

    @Test func `a cache that is turned on by SIGHUP downloads what is kept`() async throws {
      try await evening { stage in
        try stage.configure([("cache_size", "0"), ("enable_auto_sync", "false")])
        let proxy = try await stage.serve()
        #expect(try await proxy.status().cache.state == .off)
        try await stage.home.python(
          "db.execute(\"INSERT INTO ytmpd_tui_kept VALUES ('\(stage.songs[0].id)', 0)\"); db.commit()")
        try stage.configure([
          ("cache_size", "64 MiB"), ("cache_directory", stage.audio), ("enable_auto_sync", "false"),
        ])
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(with: "the configuration was read again: cache_size: 64 MiB")
        try await eventually("the kept track", within: .seconds(60)) {
          try await proxy.status().cache.complete == 1
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `no URL is kept, and clearing leaves nothing`() async throws {
      try await evening { stage in
        #expect(try await stage.program("keep", "Evening").exit == .status(0))
        let attributes = try FileManager.default.attributesOfItem(atPath: stage.audio)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        let names = try FileManager.default.contentsOfDirectory(atPath: stage.audio)
        #expect(!names.isEmpty)
        for name in names {
          let path = "\(stage.audio)/\(name)"
          #expect(
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600,
            "\(name)")
          let bytes = try Data(contentsOf: URL(filePath: path))
          for secret in ["http", "sig=", "videoplayback", "expire="] {
            #expect(
              !name.contains(secret) && bytes.range(of: Data(secret.utf8)) == nil, "\(name) has \(secret)")
          }
        }
        let texts = try await stage.home.python(
          """
          tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
          for table in tables:
            if table in ('ytmpd_tui_audio', 'ytmpd_tui_kept', 'ytmpd_tui_kept_playlists', 'ytmpd_tui_keep_failures'):
              for row in db.execute(f'SELECT * FROM {table}'): print(table, row)
          """)
        #expect(texts.contains("ytmpd_tui_audio") && texts.contains("ytmpd_tui_kept_playlists"))
        for secret in ["http", "sig", "127.0.0.1"] { #expect(!texts.contains(secret), "\(texts)") }

        let cleared = try await stage.object("cache", "clear", "--json")
        #expect(
          cleared["files"] as? Int == 2 && (cleared["bytes"] as? Int64 ?? 0) >= stage.bytes, "\(cleared)")
        let show = try await stage.object("cache", "--json")
        #expect(
          show["bytes"] as? Int == 0 && show["tracks"] as? Int == 0 && show["kept"] as? Int == 2, "\(show)")
        #expect(show["hits"] is NSNull && show["state"] as? String == "ok", "\(show)")
        let used = try await succeed("du", "-s", "--block-size=1", stage.audio).split(separator: "\t").first
        #expect(used.flatMap { Int64($0) } ?? .max < 64 << 10)
      }
    }
  }
}

extension Stage {
  /// Where the audio is cached.
  fileprivate var audio: String { home.home + "/audio" }

  /// The bytes of all songs.
  fileprivate var bytes: Int64 { songs.reduce(0) { $0 + Int64($1.audio.bytes.count) } }

  /// How many bytes of a song the origin has sent.
  fileprivate func fetched(_ song: Song) -> Int64 {
    origin.requests(for: song.id.rawValue).reduce(0) { $0 + $1.bytesSent }
  }

  /// How many bytes of a song the cache has listed.
  fileprivate func listedBytes(_ song: Song) async throws -> Int {
    let text = try await home.python(
      "print(sum(row[0] for row in db.execute(\"SELECT bytes FROM ytmpd_tui_audio WHERE video_id = '\(song.id)'\")))"
    )
    return try #require(Int(text))
  }

  /// The JSON array that a command prints.
  fileprivate func listing(_ command: String) async throws -> [[String: Any]] {
    let outcome = try await program(command, "--json")
    return try #require(
      JSONSerialization.jsonObject(with: Data(outcome.bytes)) as? [[String: Any]], "\(outcome.errors)")
  }

  /// The JSON object that a command prints.
  fileprivate func object(_ arguments: String..., beside proxy: RunningProxy? = nil) async throws -> [String:
    Any]
  {
    var environment = environment
    if let proxy { environment["YTMPD_PROXY_PORT"] = String(proxy.port) }
    let outcome = try await run([BuiltProgram.path] + arguments, environment: environment)
    return try #require(
      JSONSerialization.jsonObject(with: Data(outcome.bytes)) as? [String: Any], "\(outcome.errors)")
  }
}
