import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension EndToEnd {
  /// The commands beside `serve`, over the real yt-dlp.
  struct CommandTests {
    @Test func `tell a running instance's state in the documented keys`() async throws {
      try await Stage.set(seconds: 30, bytesPerSecond: 150_000) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        async let answer = Curl.get(proxy.url(song.id), "-A", "Listener/1.0")
        try await proxy.log.line(with: "[PROXY] started")
        let outcome = try await stage.program("status", "--json", beside: proxy)
        #expect(outcome.exit == .status(0) && outcome.errors.isEmpty, "\(outcome.errors)")
        let status = try JSONSerialization.jsonObject(with: Data(outcome.bytes))
        #expect(keys(of: status) == StatusKeys.documented)

        let report = try await stage.program("status", beside: proxy)
        #expect(
          report.output.contains("1/10 active") && report.output.contains(song.displayName),
          "\(report.output)")
        let whole = try await answer
        #expect(whole.body == song.audio.bytes)
        #expect(await proxy.terminate() == .status(0))
        let nobody = try await stage.program("status", "--json", beside: proxy)
        #expect(nobody.exit == .status(1) && nobody.output.isEmpty)
        #expect(nobody.errors.contains("nothing runs at localhost:\(proxy.port)"), "\(nobody.errors)")
      }
    }

    @Test func `register tracks and playlists, and list them`() async throws {
      try await Stage.set([.webmOpus, .m4aFragmented, .mp3], seconds: 10) { stage in
        var playlist = stage.playlist(named: "Liked / Songs")
        playlist.entries.append(LoopbackYtDlp.Entry(id: "privateID-1", title: "[Private video]"))
        try stage.mint(playlists: ["PLendtoend": playlist])
        let first = stage.songs[0]
        let track = try await stage.program("add", first.id.rawValue)
        #expect(track.exit == .status(0) && track.output.isEmpty)
        #expect(track.errorLines == ["[1/1] \(first.displayName)"])
        let list = try await stage.program("add", "https://music.youtube.com/playlist?list=PLendtoend")
        #expect(list.exit == .status(0), "\(list.errors)")
        #expect(
          list.errorLines == [
            "Liked / Songs: 3 tracks, 1 private left out", "  left out: privateID-1 (private)",
          ])
        let unknown = try await stage.program("add", "unknownID-1")
        #expect(unknown.exit == .status(1) && unknown.errors.contains("unknownID-1"), "\(unknown.errors)")

        let listing = try await stage.program("tracks", "--json")
        let tracks = try JSONDecoder().decode([Listed].self, from: Data(listing.bytes))
        #expect(Set(tracks.map(\.video_id)) == Set(stage.songs.map(\.id.rawValue)))
        let added = try #require(tracks.first { $0.video_id == first.id.rawValue })
        #expect(
          added
            == Listed(
              video_id: first.id.rawValue, title: first.title, artist: first.artist, album: first.album,
              duration_seconds: 10, state: "fresh"))
        #expect(tracks.filter { $0.video_id != first.id.rawValue }.allSatisfy { $0.state == "unresolved" })
        let found = try await stage.program("tracks", "first", "love")
        #expect(found.output.split(whereSeparator: \.isNewline).count == 1)
        #expect(found.output.contains("宇多田ヒカル - First Love"), "\(found.output)")
        let playlists = try await stage.program("playlists")
        #expect(playlists.output.contains("Liked / Songs"), "\(playlists.output)")
        #expect(playlists.output.contains("3 tracks, 1 left out"), "\(playlists.output)")
      }
    }

    @Test func `refresh what has expired`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        try await stage.addSongs()
        let urls = try stage.mint()
        let none = try await stage.program("refresh", "--expired")
        #expect(none.exit == .status(0) && none.errorLines == ["no track needs it"])
        let id = stage.songs[0].id
        try await stage.home.python(
          "db.execute(\"UPDATE tracks SET updated_at = updated_at - 21600 WHERE video_id = '\(id)'\"); db.commit()"
        )
        let expired = try await stage.program("refresh", "--expired")
        #expect(expired.exit == .status(0))
        #expect(expired.errorLines == ["[1/1] \(stage.songs[0].displayName)", "1 refreshed, 0 failed"])
        #expect(try await stage.home.row(id).url == urls[0])
        #expect(try await stage.home.row(stage.songs[1].id).url != urls[1])
        let all = try await stage.program("refresh", "--all")
        #expect(all.errorLines.last == "2 refreshed, 0 failed", "\(all.errors)")
        #expect(try await stage.home.row(stage.songs[1].id).url == urls[1])
      }
    }

    @Test func `put a playlist on`() async throws {
      try await Stage.set([.webmOpus, .mp3], seconds: 10) { stage in
        let mpd = try await MPDFixture()
        defer { mpd.shutDown() }
        try stage.configure(["mpd_socket_path": mpd.socket, "mpd_playlist_directory": mpd.playlists.path])
        try await stage.addSongs()
        try stage.mint(playlists: ["PLendtoend": stage.playlist(named: "Evening")])
        _ = try await stage.program("add", "https://www.youtube.com/playlist?list=PLendtoend")
        let proxy = try await stage.serve()
        try await mpd.mpc("add", "http://127.0.0.1:9/somebody-else")

        for name in ["Evening", "YT: Evening"] {
          let push = try await stage.program("push", name, "--replace", "--play", beside: proxy)
          #expect(
            push.exit == .status(0) && push.errorLines == ["2 tracks of YT: Evening pushed"], "\(push.errors)"
          )
          // The tags are there at once: nobody sees the bare URLs first.
          let queue = try await mpd.mpc("playlist", "-f", "%artist%#|%title%#|%time%")
          let expected = stage.songs.map { "\($0.artist)|\($0.title)|0:10" }
          #expect(queue.split(whereSeparator: \.isNewline).map(String.init) == expected)
          try await eventually("music") {
            try await mpd.mpc("status", "%state% %songpos% %currenttime%") == "playing 1 0:01"
          }
        }
        // A push leaves no file behind; those that MPD lists are a sync's.
        #expect(try await mpd.mpc("lsplaylists").isEmpty)
        let sync = try await stage.program("sync", beside: proxy)
        #expect(sync.exit == .status(0), "\(sync.errors)")
        #expect(try await mpd.mpc("lsplaylists") == "YT: Evening")
        let unknown = try await stage.program("push", "Morning", beside: proxy)
        #expect(unknown.exit == .status(1) && unknown.errors.contains("Evening"), "\(unknown.errors)")
      }
    }
  }
}

/// An entry of `tracks --json`, as far as it does not change from run to run.
private struct Listed: Decodable, Equatable {
  // The names are those of the JSON.
  // swift-format-ignore
  var video_id: String
  var title: String
  var artist: String?
  var album: String?
  // swift-format-ignore
  var duration_seconds: Double?
  var state: String
}

/// The keys of `/status`, those of objects within after a dot.
private enum StatusKeys {
  static let documented: Set<String> = [
    "version", "uptime_seconds", "retries_total",
    "streams", "streams.active", "streams.waiting", "streams.limit", "streams.served_total",
    "streams.rejected_total", "streams.failed_total", "streams.left_total", "streams.list",
    "streams.list.id", "streams.list.video_id", "streams.list.artist", "streams.list.title",
    "streams.list.client", "streams.list.state", "streams.list.bytes_sent", "streams.list.bytes_per_second",
    "streams.list.length", "streams.list.offset", "streams.list.attempt", "streams.list.started_at",
    "streams.list.cached",
    "refreshes", "refreshes.running", "refreshes.succeeded_total", "refreshes.failed_total",
    "refreshes.degraded_total",
    "resolver", "resolver.state", "resolver.reason", "resolver.queue", "resolver.runs_last_hour",
    "mpd", "mpd.connected", "mpd.state",
    "tracks", "tracks.total", "tracks.fresh", "tracks.expired", "tracks.unresolved",
    "cache", "cache.state", "cache.reason", "cache.bytes", "cache.limit", "cache.tracks", "cache.complete",
    "cache.kept", "cache.kept_bytes", "cache.hits", "cache.misses", "cache.bytes_saved",
  ]
}

/// All keys of a JSON document, those of objects within after a dot, and a list's items as one.
private func keys(of json: Any, under prefix: String = "") -> Set<String> {
  if let object = json as? [String: Any] {
    return object.reduce(into: []) { result, pair in
      result.insert(prefix + pair.key)
      result.formUnion(keys(of: pair.value, under: prefix + pair.key + "."))
    }
  }
  if let list = json as? [Any] { return list.reduce(into: []) { $0.formUnion(keys(of: $1, under: prefix)) } }
  return []
}
