import Foundation
import LoopbackOrigin
import TestSupport
import Testing

extension EndToEnd {
  /// What clients other than our MPD get.
  struct ClientTests {
    @Test(arguments: AudioFixture.Format.allCases)
    func `gets the track byte for byte`(format: AudioFixture.Format) async throws {
      try await Stage.set([format]) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        let answer = try await Curl.get(proxy.url(song.id))
        #expect(answer.status == 200 && answer.exit == 0)
        #expect(answer.body == song.audio.bytes)
        #expect(answer.fields["content-type"] == format.contentType)
        #expect(answer.fields["content-length"] == String(song.audio.bytes.count))
        #expect(answer.fields["accept-ranges"] == "bytes")
        #expect(answer.fields["icy-name"] == song.icyTitle)
        #expect(stage.origin.requests.breaches() == [])
      }
    }

    @Test func `gets metadata between the bytes when it asks for it`() async throws {
      try await Stage.set { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        let answer = try await Curl.get(proxy.url(song.id), "-H", "Icy-MetaData: 1")
        #expect(answer.status == 200 && answer.exit == 0)
        #expect(answer.fields["accept-ranges"] == "none")
        #expect(answer.fields["content-length"] == String(answer.body.count))
        let interval = try #require(answer.fields["icy-metaint"].flatMap { Int($0) })
        let parts = Interleaved(answer.body, interval: interval)
        #expect(parts.isWhole)
        #expect(parts.audio == song.audio.bytes)
        #expect(parts.blocks.first == "StreamTitle='\(song.icyTitle)';")
        let laterTitles = parts.blocks.dropFirst().filter { !$0.isEmpty }
        #expect(laterTitles.isEmpty)

        let shown = try await succeed(
          "ffprobe", "-v", "error", "-count_packets", "-show_entries", "format_tags=StreamTitle", "-of",
          "default=nw=1:nk=1",
          proxy.url(song.id) + "?icy=1")
        #expect(shown == song.icyTitle)
        let plain = try await Curl.get("\(proxy.url(song.id))?icy=0", "-H", "Icy-MetaData: 1")
        #expect(plain.fields["icy-metaint"] == nil && plain.body == song.audio.bytes)
      }
    }

    /// As ffmpeg and mpv ask: who names a range can seek.
    @Test func `gets a seekable body when it asks for a range as well`() async throws {
      try await Stage.set([.webmOpus, .m4aMoovAtEnd]) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        for song in stage.songs {
          let answer = try await Curl.get(
            proxy.url(song.id), "-H", "Icy-MetaData: 1", "-H", "Range: bytes=0-")
          #expect(answer.status == 206 && answer.exit == 0 && answer.body == song.audio.bytes)
          #expect(answer.fields["accept-ranges"] == "bytes" && answer.fields["icy-metaint"] == nil)
          let icy = try await Curl.get(proxy.url(song.id) + ".mp3", "-A", "radio", "-H", "Icy-MetaData: 1")
          #expect((icy.fields["icy-metaint"] == nil) == (song.audio.format == .m4aMoovAtEnd))
        }
      }
    }

    @Test func `gets the parts it asks for`() async throws {
      try await Stage.set { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        let bytes = song.audio.bytes
        let url = proxy.url(song.id)

        let parts: [(String, Range<Int>)] = [
          ("bytes=100-199", 100..<200), ("bytes=1000000-", 1_000_000..<bytes.count),
          ("bytes=-500", bytes.count - 500..<bytes.count), ("bytes=0-0", 0..<1),
          ("bytes=\(bytes.count - 1)-99999999", bytes.count - 1..<bytes.count),
        ]
        for (field, range) in parts {
          let answer = try await Curl.get(url, "-H", "Range: \(field)")
          #expect(answer.status == 206 && answer.exit == 0, "\(field)")
          #expect(answer.body == Array(bytes[range]), "\(field)")
          #expect(
            answer.fields["content-range"]
              == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(bytes.count)", "\(field)")
        }
        let beyond = try await Curl.get(url, "-H", "Range: bytes=\(bytes.count)-")
        #expect(beyond.status == 416 && beyond.fields["content-range"] == "bytes */\(bytes.count)")
        for field in ["bytes=5-1", "bytes=0-1,5-6", "lines=1-2"] {
          let whole = try await Curl.get(url, "-H", "Range: \(field)")
          #expect(whole.status == 200 && whole.body == bytes, "\(field)")
        }
        let get = try await Curl.get(url)
        let head = try await Curl.get(url, "--head")
        #expect(
          head.status == 200
            && head.fields.filter { $0.key != "date" } == get.fields.filter { $0.key != "date" })
        #expect(stage.origin.requests.breaches() == [])
      }
    }

    @Test func `gets the status its mistake deserves`() async throws {
      try await Stage.set(seconds: 10) { stage in
        try await stage.addSongs()
        let proxy = try await stage.serve()
        let song = try #require(stage.songs.first)
        let requests = [
          ("/proxy/short", 400), ("/proxy/waytoolongforanid", 400), ("/proxy/..%2f..%2fetc%2fp", 400),
          ("/proxy/unknownID-1", 404), ("/nowhere", 404),
        ]
        for (path, status) in requests {
          let answer = try await Curl.get(proxy.url + path, "--path-as-is")
          #expect(answer.status == status, "\(path): \(answer.text)")
          #expect(answer.fields["content-type"]?.hasPrefix("text/plain") == true)
          #expect(!answer.text.contains(stage.home.home) && answer.text.count < 200)
        }
        let post = try await Curl.get(proxy.url(song.id), "--data", "x")
        #expect(post.status == 405 && post.fields["allow"] == "GET, HEAD, OPTIONS")
        let health = try await Curl.get("\(proxy.url)/health")
        #expect(health.status == 200)
        let said = try JSONDecoder().decode([String: String].self, from: Data(health.body))
        #expect(said == ["status": "ok", "service": "icy-proxy"])
        #expect(stage.origin.requests.isEmpty)
      }
    }
  }
}

extension Song {
  /// Its name as ICY carries it: without the pair at which a title ends.
  fileprivate var icyTitle: String { displayName.replacingOccurrences(of: "';", with: "’;") }
}
