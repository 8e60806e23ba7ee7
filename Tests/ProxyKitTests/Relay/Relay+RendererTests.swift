import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What renderers and downloads need besides the bytes.
@Suite(.timeLimit(.minutes(5))) struct RelayRendererTests {
  @Test(arguments: [".webm", ".opus", ".m4a", ".mp4", ".mp3", ".ogg", ".aac", ".WEBM", "%2emp3"])
  func extensionChangesNothing(mark: String) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let answer = try await get(relay, "\(VideoID.test)\(mark)")
      #expect(answer.status == 200 && answer["content-type"] == "audio/webm")
      #expect(Octets(answer.body) == Octets(relay.audio))
      let part = try await get(relay, "\(VideoID.test)\(mark)?icy=0", "Range: bytes=5-9")
      #expect(part.status == 206 && part.body == Array(relay.audio[5...9]))
    }
  }

  @Test(
    arguments: [
      ("%64Qw4w9WgXc%51", 200), ("%64Qw4w9WgXc%51.webm?icy=0", 200), ("dQw4w9WgXcQ.", 400),
      ("dQw4w9WgXcQ.we.bm", 400), ("dQw4w9WgXcQ%00", 400), ("dQw4w9WgXcQ%2f..", 400), ("dQw4w9WgXcQ%", 400),
      (".webm", 400), ("aaaaaaaaaaa.webm", 404), ("%61aaaaaaaaaa", 404),
    ])
  func idsMayBeEncoded(name: String, status: Int) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let answer = try await get(relay, name)
      #expect(answer.status == status)
    }
  }

  @Test func dlnaIsAnsweredWhenAsked() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let asked = ["transferMode.dlna.org: Streaming", "getcontentFeatures.dlna.org: 1"]
      for method in ["GET", "HEAD"] {
        let whole = try await relay.get(method: method, asked)
        #expect(whole["transfermode.dlna.org"] == "Streaming")
        #expect(whole["contentfeatures.dlna.org"]?.hasPrefix("DLNA.ORG_OP=01;") == true)
        let icy = try await relay.get(method: method, asked + ["Icy-MetaData: 1"])
        #expect(icy["contentfeatures.dlna.org"]?.hasPrefix("DLNA.ORG_OP=00;") == true)
      }
      let part = try await relay.get(asked + ["Range: bytes=9-"])
      #expect(part.status == 206)
      #expect(part["contentfeatures.dlna.org"]?.hasPrefix("DLNA.ORG_OP=01;") == true)
      let plain = try await relay.get()
      #expect(!plain.lines.contains { $0.contains("dlna") })
    }
  }

  @Test func downloadsHaveAName() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      let field =
        "inline; filename=\"Beyonce - Deja Vu.webm\"; filename*=UTF-8''Beyonc%C3%A9%20-%20D%C3%A9j%C3%A0%20Vu.webm"
      for answer in [
        try await relay.get(), try await relay.get(method: "HEAD"), try await relay.get("Range: bytes=7-"),
        try await get(relay, "\(VideoID.test).mp3"),
      ] {
        #expect(answer["content-disposition"] == field)
      }
      // That is no file of its type.
      let icy = try await relay.get(query: "?icy=1")
      #expect(icy["content-disposition"] == nil)
      var track = try #require(try relay.library.track(.test))
      (track.artist, track.title) = (
        nil, "../\r\nset-cookie: a\"b\u{202E}" + String(repeating: "é", count: 5000)
      )
      relay.library.put(track)
      let hostile = try await relay.get()
      #expect(hostile.status == 200 && hostile["set-cookie"] == nil)
      let value = try #require(hostile["content-disposition"])
      #expect(value.hasPrefix("inline; filename=\"- set-cookie: a'be") && value.utf8.count < 1000)
    }
  }

  private func get(_ relay: RelayFixture, _ name: String, _ fields: String...) async throws -> WireAnswer {
    let client = try relay.connect()
    client.ask("GET", "/proxy/\(name)", fields)
    return await client.read()
  }
}
