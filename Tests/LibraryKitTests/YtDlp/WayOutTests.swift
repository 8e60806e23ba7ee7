import TestSupport
import Testing
import TrackKit

@testable import LibraryKit

/// One way out for yt-dlp and the fetcher, from all the places that name one.
@Suite struct WayOutTests {
  private func way(
    _ family: AddressFamily = .any, _ address: String? = nil, _ arguments: [String],
    _ environment: [String: String] = [:]
  ) throws(WayOutError) -> WayOut {
    try WayOut(addressFamily: family, sourceAddress: address, arguments: arguments, environment: environment)
  }

  @Test(
    arguments: [
      ([], "directly"), (["-4"], "directly, by IPv4 alone"), (["--force-ipv6"], "directly, by IPv6 alone"),
      (["--source-address", "10.0.0.1"], "directly, from 10.0.0.1, by IPv4 alone"),
      (["--source-address=::1"], "directly, from ::1, by IPv6 alone"),
      (["--sour", "10.0.0.1"], "directly, from 10.0.0.1, by IPv4 alone"),
      // The last one counts: they are one option to yt-dlp.
      (["--source-address", "10.0.0.1", "-6"], "directly, by IPv6 alone"),
      (["-6", "--source-address", "10.0.0.1"], "directly, from 10.0.0.1, by IPv4 alone"),
      (["-4f140"], "directly, by IPv4 alone"), (["-v46"], "directly, by IPv6 alone"),
      (["--source-address", "0.0.0.0"], "directly, by IPv4 alone"),
      (["--proxy", "socks5://127.0.0.1:1080"], "through the SOCKS5 proxy 127.0.0.1:1080"),
      (["--proxy=http://u:p@h:3128"], "through the HTTP proxy h:3128 with a password"),
      (["--prox", "socks4a://h"], "through the SOCKS4a proxy h:1080"),
      (["--proxy", "a:1", "--proxy", "b:2"], "through the HTTP proxy b:2"),
      (["--proxy", ""], "directly"), (["--proxy="], "directly"),
      (["--geo-verification-proxy", "a:1"], "directly"),
      (["--geo-verification-proxy=a:1"], "directly"), (["--cn-verification-proxy", "a:1"], "directly"),
      // What only looks like one is another option's value, or no option any more.
      (["--cookies", "-4"], "directly"), (["-o", "--proxy", "x"], "directly"),
      (["--user-agent", "-6"], "directly"),
      (["-I", "-4:"], "directly"), (["-I-4"], "directly"), (["--", "-4"], "directly"),
      (["--proxy"], "directly"),
      (["--progress", "-4"], "directly, by IPv4 alone"), (["--ppa", "-4", "-6"], "directly, by IPv6 alone"),
      (["--force-ipv", "-4"], "directly, by IPv4 alone"), (["--pro", "a:1"], "directly"),
    ] as [([String], String)])
  func arguments(_ arguments: [String], _ summary: String) throws {
    #expect(try way(arguments).summary == summary)
  }

  private func way(_ arguments: [String]) throws(WayOutError) -> WayOut { try way(.any, nil, arguments) }

  @Test(
    arguments: [
      (.ipv4, nil, ["-4"]), (.ipv6, nil, ["--source-address", "::1"]), (.any, "10.0.0.1", ["-4"]),
      (.any, "10.0.0.1", ["--source-address", "10.0.0.1"]), (.any, "::1", ["--source-address", "0:0::1"]),
      (.ipv4, "10.0.0.1", []), (.ipv4, "10.0.0.1", ["-4"]),
    ] as [(AddressFamily, String?, [String])])
  func agreement(_ family: AddressFamily, _ address: String?, _ arguments: [String]) throws {
    let way = try way(family, address, arguments)
    #expect(
      address == nil || way.sourceAddress.flatMap { IPAddress($0) } == address.flatMap { IPAddress($0) })
    // yt-dlp hears it last, and takes the last.
    let line = YtDlpCommand.resolve(
      testVideo("abcdefghijk"), rendition: nil, options: YtDlpOptions(arguments: arguments, wayOut: way))
    var expected = way
    expected.addressFamily = way.sourceAddress.flatMap { IPAddress($0)?.family } ?? way.addressFamily
    let heard = try WayOut(addressFamily: .any, sourceAddress: nil, arguments: line, environment: [:])
    #expect(heard == expected)
  }

  @Test(
    arguments: [
      (.ipv4, nil, ["-6"], ["address_family ipv4", "-6"]),
      (.ipv6, nil, ["--force-ipv4"], ["address_family ipv6", "--force-ipv4"]),
      (.ipv6, nil, ["--source-address", "10.0.0.1"], ["address_family ipv6", "--source-address 10.0.0.1"]),
      (
        .any, "10.0.0.1", ["--source-address=10.0.0.2"],
        ["source_address 10.0.0.1", "--source-address 10.0.0.2"]
      ),
      (.any, "10.0.0.1", ["-6"], ["source_address 10.0.0.1", "-6"]),
      (.any, "::1", ["-4"], ["source_address ::1", "-4"]),
      (.ipv6, "10.0.0.1", [], ["address_family ipv6", "source_address 10.0.0.1"]),
      (.any, nil, ["--source-address", "eth0"], ["--source-address", "IP address", "eth0"]),
      (
        .any, nil, ["--proxy", "gopher://u:sekret@h"],
        ["--proxy in yt_dlp_arguments must begin with http", "gopher"]
      ),
      (.any, nil, ["--proxy", "http://u:sekret@h:99999"], ["--proxy", "port"]),
    ] as [(AddressFamily, String?, [String], [String])])
  func conflicts(_ family: AddressFamily, _ address: String?, _ arguments: [String], _ words: [String]) {
    do throws(WayOutError) {
      Issue.record("\(try way(family, address, arguments))")
    } catch {
      for word in words { #expect(error.sentence.contains(word), "\(error.sentence)") }
      #expect(!error.sentence.contains("sekret"))
    }
  }

  @Test func theOptionOutranksTheEnvironment() throws {
    let variables = ["https_proxy": "http://env:1", "no_proxy": "youtube.com"]
    let option = try way(.any, nil, ["--proxy", "socks5://opt:2"], variables)
    #expect(option.proxies.proxy(for: "https://www.youtube.com/")?.address == "opt:2")
    #expect(try way(.any, nil, ["--proxy", ""], variables).proxies == .direct)
    #expect(try way(.any, nil, [], variables).proxies.https?.address == "env:1")
    #expect(throws: WayOutError.self) { try way(.any, nil, [], ["HTTPS_PROXY": "x://y"]) }
  }

  @Test(
    arguments: [
      (
        "ERROR: [youtube] a: Unable to download API page: ('Unable to connect to proxy', NewConnectionError(\"HTTPConnection(host='127.0.0.1', port=9): Failed to establish a new connection: [Errno 111] Connection refused\")) (caused by ProxyError(…))",
        "the proxy 127.0.0.1:9 refused the connection"
      ),
      (
        "ERROR: [youtube] a: Unable to download webpage: SocksHTTPSConnection(host='www.youtube.com', port=443): Failed to establish a new connection: [Errno 111] Connection refused (caused by TransportError())",
        "the proxy 127.0.0.1:9 refused the connection"
      ),
      (
        "ERROR: [youtube] a: Unable to download webpage: ('Unable to connect to proxy', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))",
        "the proxy 127.0.0.1:9 refused its user name and password"
      ),
      (
        "ERROR: [youtube] a: Unable to download webpage: SocksHTTPSConnection(host='www.youtube.com', port=443): Failed to establish a new connection: [Errno 5] Connection refused (caused by ProxyError())",
        "the proxy 127.0.0.1:9 could not connect"
      ),
    ])
  func complaints(_ stderr: String, _ evidence: String) throws {
    let way = try way(["--proxy", "http://u:sekret@127.0.0.1:9"])
    let error = ProxyComplaint.explain(
      YtDlpFailure.classify(stderr: stderr, exitCode: 1), stderr: stderr, wayOut: way)
    #expect(error.kind == .network && error.evidence == evidence)
    let straight = ProxyComplaint.explain(
      YtDlpFailure.classify(stderr: stderr, exitCode: 1), stderr: stderr, wayOut: WayOut())
    #expect(straight.evidence != evidence)
  }
}
