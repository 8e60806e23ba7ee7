import Foundation
import Glibc
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// Playlists on their way from YouTube into MPD, by the real yt-dlp and before a real MPD.
  struct SyncTests {
    private static let playlist = "https://music.youtube.com/playlist?list=PLendtoend"

    /// The settings of a home whose playlists MPD sees; the port is nobody's, since nothing is fetched.
    private func settings(_ mpd: MPDFixture, _ more: String...) -> KeyValuePairs<String, String> {
      [
        "mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path,
        "mpd_music_directory": mpd.music.path, "proxy_public_url": "http://127.0.0.1:9",
        "playlists": "[" + more.joined(separator: ", ") + "]", "enable_auto_sync": "false",
      ]
    }

    @Test func `are read, written, and seen by MPD at once`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(settings(mpd, "{name: \"R&B: éé\", url: \"\(Self.playlist)\"}"))
        var list = stage.playlist(named: "Whatever")
        list.entries.append(.init(id: "privateID-1", title: "[Private video]"))
        list.entries.append(
          .init(id: "evilTitle-1", title: "x\nhttp://evil.example/x\n#EXTINF:1,y", duration: 61.9))
        try stage.mint(playlists: ["PLendtoend": list])
        let first = try await stage.program("sync")
        #expect(first.exit == .status(0), "\(first.errors)")
        #expect(
          first.errorLines == ["R&B: éé: 3 tracks, 1 private left out", "  left out: privateID-1 (private)"])
        #expect(try await mpd.mpc("lsplaylists") == "YT: R&B: éé")
        try await mpd.mpc("load", "YT: R&B: éé")
        #expect(
          try await mpd.mpc("playlist", "-f", "%file%#|%time%").split(whereSeparator: \.isNewline).map(
            String.init)
            == stage.songs.map { "http://127.0.0.1:9/proxy/\($0.id)|0:10" }
            + ["http://127.0.0.1:9/proxy/evilTitle-1|1:01"])

        // A client that waits for news gets them, though MPD reads no folder by itself.
        let file = mpd.playlists.appending(path: "YT: R&B: éé.m3u").path
        let before = try FileManager.default.attributesOfItem(atPath: file)
        let again = try await stage.program("sync", "yt: r&b: éé")
        #expect(again.exit == .status(0) && again.errorLines.first == first.errorLines.first)
        let after = try FileManager.default.attributesOfItem(atPath: file)
        #expect(after[.systemFileNumber] as? Int == before[.systemFileNumber] as? Int)
        #expect(after[.modificationDate] as? Date == before[.modificationDate] as? Date)
        let news = Task { try await mpd.mpc("idle", "stored_playlist") }
        list.entries.removeFirst()
        try stage.mint(playlists: ["PLendtoend": list])
        // `idle` may begin a moment after the first change; each one is news.
        var isOver = false
        let watcher = Task { try await news.value }
        for round in 0..<20 where !isOver {
          list.entries.append(.init(id: "moreSong-\(10 + round)", title: "More"))
          try stage.mint(playlists: ["PLendtoend": list])
          let changed = try await stage.program("sync", "--json")
          try #require(changed.exit == .status(0), "\(changed.errors)")
          isOver = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
              _ = await watcher.result; return true
            }
            group.addTask {
              do { try await Task.sleep(for: .milliseconds(300)) } catch {}; return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
          }
        }
        #expect(isOver)
        #expect(try await mpd.mpc("lsplaylists") == "YT: R&B: éé")
        let tracks = try await stage.program("tracks", "--json")
        #expect(tracks.output.contains(stage.songs[0].id.rawValue))
      }
    }

    @Test func `stay as they were when YouTube fails`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(settings(mpd, "{name: L, url: \"\(Self.playlist)\"}"))
        var list = stage.playlist(named: "L")
        try stage.mint(playlists: ["PLendtoend": list])
        try #require(try await stage.program("sync").exit == .status(0))
        let text = try String(contentsOf: mpd.playlists.appending(path: "YT: L.m3u"), encoding: .utf8)
        list.entries.removeLast()
        list.failure = "HTTP Error 503: Service Unavailable"
        var lists = [list]
        list.failure = nil
        list.warning = "Incomplete data received. Giving up after 1 retries"
        lists.append(list)
        lists.append(.init(title: "L", entries: [], error: "The playlist does not exist."))
        lists.append(.init(title: "L", entries: []))
        for list in lists {
          try stage.mint(playlists: ["PLendtoend": list])
          let outcome = try await stage.program("sync", "--json")
          #expect(outcome.exit == .status(1))
          let json = try JSONSerialization.jsonObject(with: Data(outcome.bytes)) as? [[String: Any]]
          #expect(
            json?.first?["state"] as? String == "kept" && json?.first?["tracks"] as? Int == 2,
            "\(outcome.output)")
          #expect(try String(contentsOf: mpd.playlists.appending(path: "YT: L.m3u"), encoding: .utf8) == text)
        }
        let shown = try await stage.program("playlists")
        #expect(
          shown.output.contains("2 tracks; the last sync failed: it came back empty"), "\(shown.output)")
      }
    }

    @Test func `may be videos, mixes, searches and channels`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let (first, second) = (stage.songs[0], stage.songs[1])
        let watch = "https://www.youtube.com/watch?v="
        try stage.configure([
          "playlists": """
          [{name: Video, url: "\(watch)\(first.id)"}, {name: Mix, url: "\(watch)\(second.id)&list=RDAMVM\(second.id)"}, \
          {name: Search, url: "ytsearch5:two words"}, {name: Channel, url: "https://www.youtube.com/@band/releases"}]
          """
        ])
        let entries = stage.playlist(named: "").entries
        var album = LoopbackYtDlp.Entry(id: "OLAK5uy_x", title: "LP")
        album.url = "https://www.youtube.com/playlist?list=OLAK5uy_x"
        try stage.mint(
          playlists: [
            "RDAMVM\(second.id)": .init(title: "Mix", entries: entries.reversed()),
            "@band": .init(title: "Band - Releases", entries: [album]),
            "OLAK5uy_x": .init(title: "LP", entries: entries),
          ], searches: ["two words": [entries[1]]])
        let outcome = try await stage.program("sync")
        #expect(outcome.exit == .status(0), "\(outcome.errors)")
        #expect(
          outcome.errorLines.filter { !$0.contains("warning:") } == [
            "Video: 1 track", "Mix: 2 tracks", "Search: 1 track", "Channel: 2 tracks",
          ], "\(outcome.errors)")
        // What a video says of itself is the song's, not the page's.
        let tracks = try await stage.program(
          "tracks", first.title.split(separator: " ").first.map(String.init) ?? "")
        #expect(tracks.output.contains(first.displayName), "\(tracks.output)")
      }
    }

    @Test func `are pushed beside somebody else's file, and from XSPF too`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        let theirs = mpd.playlists.appending(path: "YT: L.m3u")
        try Data("somebody-elses.flac\n".utf8).write(to: theirs)
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "L")])
        let expected = stage.songs.map { "\($0.artist)|\($0.title)|0:10" }
        for format in ["m3u", "xspf"] {
          try stage.configure([
            "mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path,
            "mpd_music_directory": mpd.music.path, "playlist_format": format,
            "proxy_public_url": "http://127.0.0.1:9",
          ])
          let add = try await stage.program("add", Self.playlist)
          #expect(format == "m3u" || add.exit == .status(0), "\(add.errors)")
          let push = try await stage.program("push", "L", "--replace")
          #expect(
            push.exit == .status(0) && push.errors.contains("2 tracks of YT: L pushed\n"), "\(push.errors)")
          let queue = try await mpd.mpc("playlist", "-f", "%artist%#|%title%#|%time%")
          #expect(queue.split(whereSeparator: \.isNewline).map(String.init) == expected)
          #expect(try String(contentsOf: theirs, encoding: .utf8) == "somebody-elses.flac\n")
          let lists = try await mpd.mpc("lsplaylists").split(whereSeparator: \.isNewline).map(String.init)
          #expect(Set(lists) == (format == "m3u" ? ["YT: L", "YT: L (2)"] : ["YT: L"]))
        }
      }
    }

    @Test func `come as XSPF where that is wanted`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        var lines: [(String, String)] = settings(mpd, "{name: \"R&B <1>\", url: \"\(Self.playlist)\"}").map {
          ($0, $1)
        }
        lines.append(("playlist_format", "xspf"))
        try stage.configure(lines)
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "L")])
        let outcome = try await stage.program("sync")
        #expect(outcome.exit == .status(0), "\(outcome.errors)")
        let path = "_youtube/YT: R&B <1>.xspf"
        // MPD was told to look.
        try await eventually("the file in MPD's database") { try await mpd.mpc("ls", "_youtube") == path }
        try await mpd.mpc("load", path)
        #expect(
          try await mpd.mpc("playlist", "-f", "%file%#|%artist%#|%title%").split(whereSeparator: \.isNewline)
            .map(String.init)
            == stage.songs.map { "http://127.0.0.1:9/proxy/\($0.id)|\($0.artist)|\($0.title)" })
        #expect(try FileManager.default.contentsOfDirectory(atPath: mpd.playlists.path).isEmpty)
        let export = try await stage.program("export", "R&B <1>", "--format", "xspf")
        let file = try String(contentsOf: mpd.music.appending(path: path), encoding: .utf8)
        #expect(export.exit == .status(0) && export.output == file)
      }
    }

    @Test func `are served and exported in every form`() async throws {
      try await Stage.set([.webmOpus], seconds: 10) { stage in
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "A/B é")])
        let proxy = try await stage.serve()
        let add = try await stage.program("add", Self.playlist, beside: proxy)
        try #require(add.exit == .status(0), "\(add.errors)")
        let song = stage.songs[0]
        let m3u = try await stage.program("export", "A/B é", "--format", "m3u", beside: proxy)
        #expect(m3u.output == "#EXTM3U\n#EXTINF:10,\(song.displayName)\n\(proxy.url(song.id))\n")
        let json = try await stage.program("export", "YT: A-B é", "--format", "json", beside: proxy)
        let document = try JSONSerialization.jsonObject(with: Data(json.bytes)) as? [String: Any]
        let tracks = document?["tracks"] as? [[String: Any]]
        #expect(
          tracks?.first?["video_id"] as? String == song.id.rawValue && document?["name"] as? String == "A/B é"
        )
        #expect(
          tracks?.first.map { Set($0.keys) } == [
            "video_id", "title", "artist", "album", "duration_seconds", "url",
          ])

        let list = try await Curl.get("\(proxy.url)/playlists")
        let links = try JSONSerialization.jsonObject(with: Data(list.body)) as? [[String: Any]]
        let link = try #require(links?.first?["m3u"] as? String)
        #expect(link == "/playlists/A%2FB%20%C3%A9.m3u")
        let served = try await Curl.get("\(proxy.url)\(link)")
        // The file has the titles, so that a player can seek in the songs.
        let seekable = { (text: String) in text.replacing("\(song.id)", with: "\(song.id)?icy=0") }
        #expect(served.status == 200 && String(decoding: served.body, as: UTF8.self) == seekable(m3u.output))
        let titled = try await Curl.get("\(proxy.url)\(link)?icy=1")
        #expect(String(decoding: titled.body, as: UTF8.self).hasSuffix("\(song.id)?icy=1\n"))
        let xspf = try await stage.program("export", "A/B é", "--format", "xspf", beside: proxy)
        let other = try await Curl.get("\(proxy.url)\(try #require(links?.first?["xspf"] as? String))")
        #expect(String(decoding: other.body, as: UTF8.self) == seekable(xspf.output))
        #expect(try await Curl.get("\(proxy.url)/playlists/nobody.m3u").status == 404)

        let metrics = try await Curl.get("\(proxy.url)/metrics")
        let text = String(decoding: metrics.body, as: UTF8.self)
        #expect(metrics.status == 200 && text.contains("\nytmpd_tracks{state=\"unresolved\"} 1\n"), "\(text)")
        #expect(!text.contains(song.id.rawValue))
        let unknown = try await stage.program("export", "nobody", "--format", "json", beside: proxy)
        #expect(unknown.exit == .status(1) && unknown.errors.contains("\"A/B é\""), "\(unknown.errors)")
      }
    }

    @Test func `are read again on SIGHUP, and serve goes on`() async throws {
      try await Stage.set([.webmOpus], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(settings(mpd, "{name: L, url: \"\(Self.playlist)\"}"))
        var list = stage.playlist(named: "L")
        try stage.mint(playlists: ["PLendtoend": list])
        let proxy = try await stage.serve()
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(with: "sync-finished", "playlist=L", "tracks=1")
        list.entries.append(.init(id: "moreSongs-1", title: "More"))
        try stage.mint(playlists: ["PLendtoend": list])
        proxy.process.signalAlone(SIGHUP)
        try await proxy.log.line(with: "sync-finished", "playlist=L", "tracks=2")
        try await eventually("two songs") {
          try await mpd.mpc("playlist", "YT: L").split(whereSeparator: \.isNewline).count == 2
        }
        #expect(try await stage.program("tracks").output.split(whereSeparator: \.isNewline).count == 2)
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `are read by themselves`() async throws {
      try await Stage.set([.webmOpus], seconds: 10) { stage in
        try stage.configure([
          "playlists": "[{name: L, url: \"\(Self.playlist)\"}]", "sync_interval_minutes": "0.1",
        ])
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "L")])
        let proxy = try await stage.serve()
        // Every six seconds; the second is the timer's.
        try await proxy.log.wait(for: "two syncs", within: .seconds(120)) { text in
          text.split(separator: "\n").count { $0.contains("sync-finished") } >= 2
        }
        #expect(await proxy.terminate() == .status(0))
      }
    }

    @Test func `a search lists with numbers, and the numbers play`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path])
        let entries = stage.playlist(named: "").entries
        try stage.mint(
          playlists: ["RDAMVM\(stage.songs[1].id)": .init(title: "Mix", entries: entries.reversed())],
          searches: ["first thing": entries])
        let proxy = try await stage.serve()
        let list = try await stage.program("search", "first", "thing", beside: proxy)
        #expect(list.exit == .status(0), "\(list.errors)")
        #expect(
          list.output.split(whereSeparator: \.isNewline).map(String.init)
            == stage.songs.enumerated().map { "\($0 + 1)     0:10  \($1.displayName)  \($1.id)" })
        // The answer may change meanwhile; the numbers are of the list that was seen.
        try stage.mint(
          playlists: ["RDAMVM\(stage.songs[1].id)": .init(title: "Mix", entries: entries.reversed())],
          searches: ["first thing": entries.reversed()])
        let queued = try await stage.program("search", "first", "thing", "--queue", "1", beside: proxy)
        #expect(queued.exit == .status(0), "\(queued.errors)")
        let played = try await stage.program("search", "--play", "2", beside: proxy)
        #expect(played.exit == .status(0), "\(played.errors)")
        #expect(
          try await mpd.mpc("playlist", "-f", "%artist%#|%title%").split(whereSeparator: \.isNewline).map(
            String.init)
            == stage.songs.map { "\($0.artist)|\($0.title)" })
        try await eventually("the second song") {
          try await mpd.mpc("status", "%state% %songpos%") == "playing 2"
        }
        let none = try await stage.program("search", "no", "such", "thing", beside: proxy)
        #expect(none.exit == .status(1) && none.errors.contains("nothing was found"), "\(none.errors)")

        // The radio of what plays.
        let radio = try await stage.program("radio", "--queue", beside: proxy)
        #expect(radio.exit == .status(0), "\(radio.errors)")
        #expect(try await mpd.mpc("lsplaylists") == "YT: Radio")
        #expect(try await mpd.mpc("playlist").split(whereSeparator: \.isNewline).count == 4)
        let other = try await stage.program("radio", stage.songs[0].id.rawValue, beside: proxy)
        #expect(other.exit == .status(1) && other.errors.contains("no radio"), "\(other.errors)")
      }
    }

    @Test func `five thousand tracks with bad ones among them are read`() async throws {
      try await Stage.set([.webmOpus], seconds: 10) { stage in
        var entries: [LoopbackYtDlp.Entry] = (0..<5000).map { number in
          .init(
            id: "bulk_\(100_000 + number)", title: "Song \(number)", duration: 200, channel: "Band - Topic")
        }
        entries[17] = .init(id: "bulk_100017", title: "[Deleted video]")
        entries[4000] = .init(id: "no video at all", title: "An advertisement")
        entries[4001].title = String(repeating: "\u{0}\u{1B}[2J<&>", count: 500)
        try stage.mint(playlists: ["PLendtoend": .init(title: "Bulk", entries: entries)])
        let outcome = try await stage.program("add", Self.playlist)
        #expect(outcome.exit == .status(0))
        #expect(
          outcome.errorLines.first == "Bulk: 4998 tracks, 1 deleted, 1 not a video left out",
          "\(outcome.errors)")
        let ids = try await stage.home.python(
          """
          print(json.dumps([row[0] for row in db.execute('SELECT video_id FROM ytmpd_tui_playlist_entries ORDER BY position')]))
          """)
        let expected = entries.map(\.id).filter { $0 != "bulk_100017" && $0.count == 11 }
        #expect(try JSONDecoder().decode([String].self, from: Data(ids.utf8)) == expected)
      }
    }
  }
}
