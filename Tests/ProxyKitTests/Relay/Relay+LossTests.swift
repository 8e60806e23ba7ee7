import Foundation
import Glibc
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Songs that can't be saved: what each client is told.
@Suite(.timeLimit(.minutes(5))) struct RelayLossTests {
  @Test func notFoundAtTheStartIsTheEnd() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [.status(404)])
      let answer = try await relay.get()
      #expect((answer.status, answer.text) == (502, "upstream 404\n"))
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.failedTotal, streams.servedTotal) == (0, 1, 0))
      #expect(relay.origin.requests.count == 1)
      #expect(relay.library.questions.isEmpty)
    }
  }

  @Test func refusedConnectionIs502() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.networkPatience = .seconds(1)
    } _: { relay in
      try await relay.origin.stopListening()
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text.hasPrefix("no connection to upstream"))
    }
  }

  @Test func connectionThatNeverComesIs504() async throws {
    let hole = try BacklogHole()
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.upstream.connectTimeout = .milliseconds(200)
      options.rules.retry.attempts = 0
    } _: { relay in
      var track = try #require(try relay.library.track(.test))
      track.media?.url = "http://127.0.0.1:\(hole.port)/videoplayback"
      relay.library.put(track)
      let answer = try await relay.get()
      #expect(answer.status == 504)
    }
  }

  @Test(
    arguments: [
      (.removed, 502, nil), (.timeout, 504, nil), (.network, 502, nil), (.breakerOpen, 503, "60"),
      (.botCheck, 503, "60"),
    ] as [(URLRefreshError.Kind, Int, String?)])
  func resolverThatFails(kind: URLRefreshError.Kind, status: Int, retryAfter: String?) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.networkPatience = .seconds(1)
    } _: { relay in
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: kind) }
      let answer = try await relay.get(id: .other)
      #expect(answer.status == status)
      #expect(answer["retry-after"] == retryAfter)
      #expect(answer.text == URLRefreshError(kind: kind).sentence + "\n")
    }
  }

  @Test(
    arguments: [(.seconds(712), "712"), (.milliseconds(44_100), "45"), (.zero, "10"), (.seconds(3), "10")]
      as [(Duration, String)])
  func retryAfterIsTheBreakersOwnTime(left: Duration, seconds: String) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.library.refuse(for: left)
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .breakerOpen) }
      let answer = try await relay.get(id: .other)
      #expect(answer.status == 503)
      #expect(answer["retry-after"] == seconds)
      // Of other failures nobody knows when they pass.
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .privateVideo) }
      let hopeless = try await relay.get(id: .other)
      #expect((hopeless.status, hopeless["retry-after"]) == (502, nil))
    }
  }

  /// A player that is paused on a song that is lost: others must not wait for it to go on.
  @Test func lostSongFreesItsSlotThoughItsClientDoesNotRead() async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.admissionWait = .seconds(30)
    } _: { relay in
      // More than the sockets on both sides take, so that the loss comes while bytes wait for the client.
      relay.origin.script("\(VideoID.test)", [.close(after: 120_000), .status(401)])
      let paused = try relay.connect(receiveBuffer: 8192)
      paused.ask("GET", "/proxy/\(VideoID.test)", ["Icy-MetaData: 1"])
      try await relay.recorder.wait { $0.name == "streamLost" }
      let other = try await relay.get(agent: "other")
      #expect(Octets(other.body) == Octets(relay.audio))
      // Whenever it goes on, it gets what had come, and sees that this is not all.
      let answer = await paused.read()
      #expect(answer.ending == .short)
      var parser = IcyParser(interval: 16_384)
      parser.read(answer.body)
      #expect(Octets(parser.audio) == Octets(relay.audio[..<120_000]))
    }
  }

  @Test func mpdGetsZerosAndThenMoreZerosAtOnce() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.service.setPlayerLink(.ours)

      relay.origin.script("\(VideoID.test)", [nil, .status(401)])
      let answer = try await relay.get(agent: RelayFixture.agentOfMPD, "Icy-MetaData: 1")
      #expect(answer.ending == .complete)
      #expect(answer.body.count == relay.audio.count)
      #expect(Octets(answer.body.prefix(131_072)) == Octets(relay.audio[..<131_072]))
      #expect(answer.body.dropFirst(131_072).allSatisfy { $0 == 0 })
      try await relay.recorder.wait { $0.name == "streamLost" }

      let asked = relay.origin.requests.count
      let range = try await relay.get(
        agent: RelayFixture.agentOfMPD, "Icy-MetaData: 1", "Range: bytes=300000-")
      #expect(range.status == 206)
      #expect(range.ending == .complete)
      #expect(range.body.count == relay.audio.count - 300_000)
      #expect(range.body.allSatisfy { $0 == 0 })
      #expect(relay.origin.requests.count == asked, "the origin is not asked again")

      // Others, and a new start, get the song if it can be had.
      relay.origin.behave()
      let other = try await relay.get("Range: bytes=300000-")
      #expect(Octets(other.body) == Octets(relay.audio[300_000...]))
      let again = try await relay.get(
        agent: RelayFixture.agentOfMPD, "Icy-MetaData: 1", "Range: bytes=300000-")
      #expect(Octets(again.body) == Octets(relay.audio[300_000...]), "a song that plays is lost no more")
    }
  }

  @Test(arguments: [[], ["Icy-MetaData: 1"]]) func othersSeeTheEndAfterEveryGoodByte(fields: [String])
    async throws
  {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [nil, .status(401)])
      let answer = try await relay.get(fields)
      #expect(answer.status == 200)
      #expect(answer.ending == .short)
      var parser = IcyParser(interval: 16_384)
      if !fields.isEmpty { parser.read(answer.body) }
      let audio = fields.isEmpty ? answer.body : parser.audio
      #expect(Octets(audio) == Octets(relay.audio[..<131_072]))
      try await relay.recorder.wait { $0.name == "streamLost" }
    }
  }

  @Test(arguments: [403, 404, 410]) func deadURLIsAskedAgainByNoOtherStream(status: Int) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [.revoke(status)])
      let url = try #require(relay.origin.url(for: "\(VideoID.test)"))
      relay.library.onResolve { _, _ in throw URLRefreshError(kind: .botCheck) }
      let failed = try await relay.get()
      #expect(failed.status == (status == 404 ? 502 : 503))
      #expect(failed.text.contains(status == 404 ? "upstream 404" : "no bot"))
      // Nobody has another URL.
      let refused = try await relay.get()
      #expect(refused.status == 503)
      #expect(relay.origin.requests.count == 1)
      // Now somebody has.
      relay.library.onResolve { _, _ in RelayFixture.media(url, length: relay.audio.count) }
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func failureBeforeTheFirstByteIsNoLossToRemember() async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { relay in
      relay.origin.script("\(VideoID.test)", [.status(404)])
      let failed = try await relay.get(agent: RelayFixture.agentOfMPD)
      #expect(failed.status == 502)
      let range = try await relay.get(agent: RelayFixture.agentOfMPD, "Range: bytes=300000-")
      #expect(Octets(range.body) == Octets(relay.audio[300_000...]))
    }
  }
}

/// A port whose queue of connections is full, so that another one never comes about.
private final class BacklogHole {
  let port: Int
  private var descriptors: [Int32] = []

  init() throws {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    descriptors = [listener]
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    port = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(listener, address, length)
        listen(listener, 0)
        getsockname(listener, address, &length)
      }
      return Int(in_port_t(bigEndian: pointer.pointee.sin_port))
    }
    for _ in 0..<3 {
      let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
      descriptors.append(client)
      withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = connect(client, $0, length) }
      }
    }
  }

  deinit { for descriptor in descriptors { close(descriptor) } }
}
