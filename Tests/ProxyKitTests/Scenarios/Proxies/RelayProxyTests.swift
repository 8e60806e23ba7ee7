import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Proxies on the way to the origin, which refuses whoever does not come by 127.0.0.2.
@Suite(.timeLimit(.minutes(5))) struct RelayProxyTests {
  private func run(
    _ rules: ProxyRules, sourceAddress: String? = nil, authority: String? = nil,
    _ body: (RelayFixture) async throws -> Void
  ) async throws {
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.upstream.wayOut = WayOut(sourceAddress: sourceAddress, proxies: rules)
      options.upstream.certificateAuthorityFile = authority
    } _: { relay in
      relay.origin.script("\(VideoID.test)") { $0.peer == "127.0.0.2" ? nil : .status(403) }
      try await body(relay)
      let told = relay.log.lines.map(\.text) + relay.recorder.events.map { "\($0)" }
      #expect(told.filter { $0.contains("sekret") } == [], "a password was told")
    }
  }

  @Test(arguments: [
    ("http", "plain"), ("socks4", "socks4"), ("socks4a", "socks4a"), ("socks5", "socks5"),
    ("socks5h", "socks5"),
    ("", "plain"),
  ])
  func everyKindIsFollowed(_ scheme: String, _ word: String) async throws {
    let proxy = try await LoopbackProxy()
    let url = scheme.isEmpty ? proxy.address : "\(scheme)://\(proxy.address)"
    try await run(ProxyRules(all: try NetworkProxy(url))) { relay in
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(Set(proxy.requests) == ["\(word) \(relay.origin.authority)"])
    }
  }

  @Test func aProxyThatSpeaksTLS() async throws {
    let certificates = try await TestCertificates()
    let issued = try await certificates.issue()
    let proxy = try await LoopbackProxy(certificate: (issued.chain, issued.key))
    let rules = ProxyRules(all: try NetworkProxy("https://\(proxy.address)"))
    try await run(rules, authority: certificates.authority) { relay in
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
    try await run(rules) { relay in
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(
        answer.text.hasPrefix("the certificate of the proxy \(proxy.address) was refused: "), "\(answer.text)"
      )
    }
  }

  @Test func anOriginBehindTLSIsReachedByATunnel() async throws {
    let certificates = try await TestCertificates()
    let issued = try await certificates.issue()
    let proxy = try await LoopbackProxy(credentials: "us er:sekr:et@")
    let rules = ProxyRules(all: try NetworkProxy("http://us%20er:sekr%3Aet%40@\(proxy.address)"))
    try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.upstream.wayOut.proxies = rules
      options.upstream.certificateAuthorityFile = certificates.authority
    } _: { relay in
      let front = try await TLSFront(issued, origin: relay.origin.port)
      var track = try #require(try relay.library.track(.test))
      let url = try #require(track.media?.url)
      track.media?.url = front.url(url)
      relay.library.put(track)
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
      #expect(Set(proxy.requests) == ["connect 127.0.0.1:\(front.port)"])
      await front.stop()
    }
  }

  @Test(arguments: ["http", "socks5"])
  func credentialsAreSentAndNeverTold(_ scheme: String) async throws {
    let proxy = try await LoopbackProxy(credentials: "user:sekret")
    try await run(ProxyRules(all: try NetworkProxy("\(scheme)://user:sekret@\(proxy.address)"))) { relay in
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
    try await run(ProxyRules(all: try NetworkProxy("\(scheme)://user:sekret2@\(proxy.address)"))) { relay in
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text == "the proxy \(proxy.address) refused its user name and password\n")
    }
    try await run(ProxyRules(all: try NetworkProxy("\(scheme)://\(proxy.address)"))) { relay in
      let answer = try await relay.get()
      #expect(answer.text == "the proxy \(proxy.address) wants a user name and a password\n")
    }
  }

  @Test(arguments: ["http", "https", "socks4a", "socks5h"])
  func aDeadProxyIsToldAsOne(_ scheme: String) async throws {
    // Its port stays its own, so that nobody else answers there.
    let proxy = try await LoopbackOrigin.start()
    try await proxy.stopListening()
    try await run(ProxyRules(all: try NetworkProxy("\(scheme)://user:sekret@\(proxy.authority)"))) { relay in
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(answer.text == "the proxy \(proxy.authority) refused the connection\n")
      #expect(relay.origin.requests.isEmpty)
    }
    try await proxy.shutdown()
  }

  @Test func aProxyThatDoesNotGetThereIsToldToo() async throws {
    let proxy = try await LoopbackProxy()
    try await run(ProxyRules(all: try NetworkProxy("socks5://\(proxy.address)"))) { relay in
      try await relay.origin.stopListening()
      let answer = try await relay.get()
      #expect(answer.text == "upstream refused the connection of the proxy \(proxy.address)\n")
      try await relay.origin.resumeListening()
    }
  }

  @Test func aProxyThatDiesInMidSongIsWaitedFor() async throws {
    let first = try await LoopbackProxy()
    try await run(ProxyRules(all: try NetworkProxy("socks5://\(first.address)"))) { relay in
      relay.origin.script("\(VideoID.test)") { request in
        guard request.peer == "127.0.0.2" else { return .status(403) }
        return request.index == 1 ? .reset(after: 1000) : nil
      }
      let answer = try await relay.get()
      #expect(Octets(answer.body) == Octets(relay.audio))
    }
  }

  @Test func exceptionsGoStraight() async throws {
    let proxy = try await LoopbackProxy()
    let rules = ProxyRules(
      http: try NetworkProxy("http://\(proxy.address)"), exceptions: ["example.com", "127.0.0.1"])
    try await run(rules, sourceAddress: "127.0.0.2") { relay in
      let answer = try await relay.get()
      #expect(answer.status == 200)
      #expect(proxy.requests.isEmpty)
    }
  }

  @Test func theSourceAddressIsTheProxysToo() async throws {
    let proxy = try await LoopbackProxy()
    try await run(ProxyRules(all: try NetworkProxy("http://\(proxy.address)")), sourceAddress: "127.0.0.3") {
      relay in
      let answer = try await relay.get()
      #expect(answer.status == 200)
      #expect(!proxy.requests.isEmpty)
    }
  }
}
