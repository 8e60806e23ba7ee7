import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// An origin behind TLS: its certificate is checked, always.
@Suite(.timeLimit(.minutes(5))) struct RelayTLSTests {
  /// Runs `body` with the track `.test` behind TLS; `certificate` says with which certificate, and whether the
  /// relay trusts the authority that signed it.
  private func run(
    trusting: Bool = true, stallLimit: Duration = .seconds(120),
    certificate: (TestCertificates) async throws -> TestCertificates.Certificate,
    _ body: (RelayFixture, TLSFront) async throws -> Void
  ) async throws {
    let certificates = try await TestCertificates()
    let issued = try await certificate(certificates)
    let stranger = trusting ? nil : try await TestCertificates()
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.rules.stallLimit = stallLimit
      options.upstream.certificateAuthorityFile = (stranger ?? certificates).authority
    } _: { relay in
      let front = try await TLSFront(issued, origin: relay.origin.port)
      var track = try #require(try relay.library.track(.test))
      let url = try #require(track.media?.url)
      track.media?.url = front.url(url)
      relay.library.put(track)
      relay.library.onResolve { id, _ in
        guard let url = relay.origin.url(for: "\(id)") else { throw URLRefreshError(kind: .removed) }
        return RelayFixture.media(front.url(url), length: relay.audio.count)
      }
      try await body(relay, front)
      await front.stop()
    }
    withExtendedLifetime((certificates, stranger)) {}
  }

  @Test func goodCertificate() async throws {
    try await run(certificate: { try await $0.issue() }) { relay, _ in
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      let inline = try await relay.get("Icy-MetaData: 1")
      var parser = IcyParser(interval: 16_384)
      parser.read(inline.body)
      #expect(Octets(parser.audio) == Octets(relay.audio))
      #expect(!relay.eventNames.contains("streamRetrying"))
    }
  }

  @Test(
    arguments: [
      (false, "IP:127.0.0.1", 2, "no authority that this machine trusts has signed it"),
      (true, "DNS:elsewhere.example", 2, "it belongs to another host"),
      (true, "IP:127.0.0.1", -1, "it has expired; is the clock of this machine right?"),
    ] as [(Bool, String, Int, String)])
  func badCertificate(isTrusted: Bool, name: String, days: Int, why: String) async throws {
    try await run(trusting: isTrusted, certificate: { try await $0.issue(name, days: days) }) { relay, _ in
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text == "upstream certificate refused: \(why)\n")
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      // Another try would meet the same certificate, and a new URL the same host.
      #expect(relay.eventNames == ["streamAdmitted", "streamLost"])
      #expect(relay.library.questions.isEmpty)
      #expect(relay.origin.requests.isEmpty, "nothing was asked of a stranger")
    }
  }

  @Test func noAuthorityAtAll() async throws {
    let certificates = try await TestCertificates()
    let front = try await TLSFront(try await certificates.issue(), origin: 9)
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.upstream.certificateAuthorityFile = "/nonexistent/authorities.pem"
    } _: { relay in
      var track = try #require(try relay.library.track(.test))
      let url = try #require(track.media?.url)
      track.media?.url = front.url(url)
      relay.library.put(track)
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text.hasPrefix("upstream certificate refused: "))
      #expect(!answer.text.contains("/nonexistent"))
    }
    await front.stop()
  }

  @Test(arguments: [
    Fault.reset(after: 70_000), .close(after: 70_000), .resetBeforeHead, .status(503), .revoke(403),
  ])
  func faultsBehindTLS(fault: Fault) async throws {
    try await run(certificate: { try await $0.issue() }) { relay, _ in
      relay.origin.script("\(VideoID.test)", [nil, fault])
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  /// The handshake breaks off: that passes, unlike a certificate that is wrong.
  @Test func handshakeThatBreaksOffIsTriedAgain() async throws {
    try await run(certificate: { try await $0.issue() }) { relay, front in
      // An origin without TLS where TLS is expected.
      var track = try #require(try relay.library.track(.test))
      let good = try #require(track.media?.url)
      track.media?.url = good.replacing("127.0.0.1:\(front.port)", with: "127.0.0.1:\(relay.origin.port)")
      relay.library.put(track)
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text.hasPrefix("connection lost"))
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      #expect(relay.recorder.events.compactMap { $0.retry(of: .test)?.attempt } == [1, 2, 3])
    }
  }

  /// The URL worked a moment ago, so that is a network that wants a login, or a clock that is wrong.
  @Test(arguments: [false, true])
  func originThatBecomesAStrangerInMidTrackIsWaitedFor(isLasting: Bool) async throws {
    let refused = "upstream certificate refused: no authority that this machine trusts has signed it"
    try await run(
      stallLimit: isLasting ? .seconds(1) : .seconds(120), certificate: { try await $0.issue() }
    ) { relay, _ in
      let impostor = try await TLSFront(
        try await TestCertificates().issue(), origin: relay.origin.port)
      relay.origin.script("\(VideoID.test)") { request in
        (isLasting ? request.index >= 1 : (1...2).contains(request.index))
          ? .redirect(to: impostor.url("http://127.0.0.1:1\(request.target)")) : nil
      }
      let answer = try await relay.get()
      try await relay.recorder.wait { $0.isEnd(of: .test) }
      let retries = relay.recorder.events.compactMap { $0.retry(of: .test) }
      #expect(Set(retries.map(\.reason)) == [refused])
      #expect(Set(retries.map(\.delay)) == [RelayFixture.rules.networkRetryInterval])
      if isLasting {
        #expect(answer.ending == .short)
        #expect(Octets(answer.body) == Octets(relay.audio[..<131_072]))
        // A busy machine counts the seconds late.
        let losses = relay.recorder.events.compactMap { $0.loss(of: .test) }
        #expect(
          losses.count == 1 && losses[0].hasPrefix("no byte for ") && losses[0].hasSuffix(" s: \(refused)"))
      } else {
        #expect(Octets(answer.body) == Octets(relay.audio))
        #expect(retries.count == 2)
      }
      await impostor.stop()
    }
  }

  @Test func redirectIntoTLSIsFollowed() async throws {
    try await run(certificate: { try await $0.issue() }) { relay, front in
      let plain = try #require(relay.origin.url(for: "\(VideoID.other)"))
      var track = try #require(try relay.library.track(.test))
      track.media?.url = try #require(relay.origin.url(for: "\(VideoID.test)"))
      relay.library.put(track)
      relay.origin.script("\(VideoID.test)") { _ in .redirect(to: front.url(plain)) }
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  /// Neither at once nor after a stretch in TLS.
  @Test(arguments: [true, false]) func redirectOutOfTLSIsNot(beginsPlain: Bool) async throws {
    try await run(certificate: { try await $0.issue() }) { relay, front in
      let plain = try #require(relay.origin.url(for: "\(VideoID.other)"))
      let target = try #require(plain.firstRange(of: "/videoplayback")).lowerBound
      var track = try #require(try relay.library.track(.test))
      if beginsPlain { track.media?.url = try #require(relay.origin.url(for: "\(VideoID.test)")) }
      relay.library.put(track)
      relay.origin.script("\(VideoID.test)") { request in
        beginsPlain && !request.target.contains("&hop")
          ? .redirect(to: front.url("http://127.0.0.1:1\(request.target)&hop=1")) : .redirect(to: plain)
      }
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text == "an upstream redirect cannot be followed: it leads from https to http\n")
      #expect(!relay.origin.requests.contains { $0.request.target.hasPrefix(plain[target...]) })
    }
  }
}
