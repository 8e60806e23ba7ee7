import Glibc
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Where an origin's redirects may lead.
@Suite(.timeLimit(.minutes(5))) struct RedirectRuleTests {
  private static let outside = ["142.250.1.1"].compactMap { IPAddress($0) }[0]

  @Test(arguments: [
    "8.8.8.8", "142.250.1.1", "100.63.1.1", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.167.1.1",
    "198.17.0.1",
    "2a00:1450:4001::1", "2001:4860::8888", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "2002:808:808::1",
  ])
  func isOfTheInternet(address: String) {
    #expect(IPAddress(address)?.isPublic == true)
  }

  @Test(arguments: [
    "127.0.0.1", "127.255.0.9", "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "100.127.255.255",
    "169.254.169.254",
    "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7",
    "203.0.113.9", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fec0::1", "fc00::1",
    "fd12::1",
    "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::10.0.0.1", "2002:7f00:1::1",
    "::127.0.0.1",
  ])
  func isNot(address: String) throws {
    let inside = try #require(IPAddress(address))
    #expect(!inside.isPublic)
    var rule = RedirectRule("https://origin.example/x")
    // The last one is over a connection that was made before, for another song.
    let verdicts = [
      rule.allowsRequest(to: Self.outside), rule.allowsConnection(to: inside), rule.allowsRequest(to: inside),
    ]
    #expect(verdicts == [true, false, false])
    #expect(rule.refusal == "it leads from the Internet to a private address")
    // Where nothing public was asked, as with an origin in the same house, all is well.
    var near = RedirectRule("http://origin.example/x")
    let nearVerdicts = [
      near.allowsConnection(to: inside), near.allowsRequest(to: inside),
      near.allowsConnection(to: Self.outside),
    ]
    #expect(nearVerdicts == [true, true, true])
  }

  @Test func anotherAddressOfTheSameNameWillDo() throws {
    var rule = RedirectRule("https://origin.example/x")
    let verdicts = [
      rule.allowsRequest(to: Self.outside), rule.allowsConnection(to: try #require(IPAddress("::1"))),
      rule.allowsConnection(to: Self.outside), rule.allowsRequest(to: Self.outside),
    ]
    #expect(verdicts == [true, false, true, true])
    #expect(rule.refusal == nil)
  }

  @Test(arguments: [
    ("https://a/", ["http://b/"], false), ("https://a/", ["HTTP://b/"], false),
    ("https://a/", ["//b/"], true),
    ("https://a/", ["/http://b/"], true), ("https://a/", ["https://b/"], true),
    ("http://a/", ["http://b/"], true),
    ("http://a/", ["https://b/", "/c", "http://d/"], false), ("HTTPS://a/", ["http:b"], false),
  ])
  func tlsIsNotLeft(url: String, locations: [String], isAllowed: Bool) {
    var rule = RedirectRule(url)
    let verdicts = locations.map { rule.allows(location: $0, isProxied: false) }
    #expect(!verdicts.contains(false) == isAllowed)
  }

  @Test(arguments: [
    ("https://a/", "https://127.0.0.1/", false), ("https://a/", "https://[::1]:8080/", false),
    ("https://a/", "//localhost/x", false), ("https://a/", "https://x.localhost.:1/", false),
    ("https://a/", "https://u@10.0.0.1/", false), ("https://a/", "https://b/", true),
    ("https://a/", "https://8.8.8.8/", true), ("http://127.0.0.1:1/", "http://127.0.0.1:2/", true),
  ])
  func behindAProxyTheTextHasToDo(url: String, location: String, isAllowed: Bool) {
    var rule = RedirectRule(url)
    let verdict = rule.allows(location: location, isProxied: true)
    #expect(verdict == isAllowed)
  }

  /// The origin at 127.0.0.1 plays the public one.
  @Test(arguments: ["127.0.0.2", "[::ffff:127.0.0.2]"]) func songIsGivenUp(host: String) async throws {
    let listener = try LocalListener()
    try await RelayFixture.run { options in
      options.upstream.publicAddresses = ["127.0.0.1"].compactMap { IPAddress($0) }
    } _: { relay in
      relay.origin.script("\(VideoID.test)") { _ in .redirect(to: "http://\(host):\(listener.port)/x") }
      let answer = try await relay.get()
      #expect(answer.status == 502)
      #expect(
        answer.text
          == "an upstream redirect cannot be followed: it leads from the Internet to a private address\n")
      #expect(relay.origin.requests.count == 1, "nothing is tried again")
      #expect(!listener.hasBeenCalled)
    }
  }

  @Test func inMidSongToo() async throws {
    let listener = try LocalListener()
    try await RelayFixture.run { options in
      options.upstream.publicAddresses = ["127.0.0.1"].compactMap { IPAddress($0) }
    } _: { relay in
      relay.origin.script("\(VideoID.test)", [nil, .redirect(to: "http://127.0.0.2:\(listener.port)/x")])
      let answer = try await relay.get()
      #expect(answer.ending == .short)
      try await relay.recorder.wait { $0.name == "streamLost" }
      #expect(!listener.hasBeenCalled)
    }
  }
}

/// A port of 127.0.0.2 that nobody should come to.
private final class LocalListener: Sendable {
  let port: Int
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0002).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = descriptor
    port = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        try #require(bind(descriptor, address, length) == 0 && listen(descriptor, 8) == 0)
        getsockname(descriptor, address, &length)
      }
      return Int(pointer.pointee.sin_port.bigEndian)
    }
  }

  deinit { close(descriptor) }

  var hasBeenCalled: Bool { accept(descriptor, nil, nil) >= 0 }
}
