import Testing
import TrackKit

@Suite struct NetworkProxyTests {
  @Test(
    arguments: [
      ("http://127.0.0.1:3128", "http://127.0.0.1:3128"), ("127.0.0.1:3128", "http://127.0.0.1:3128"),
      ("//host", "http://host:80"), ("proxy.example", "http://proxy.example:80"),
      ("HTTPS://proxy.example/", "https://proxy.example:443"), ("socks5://h", "socks5h://h:1080"),
      ("socks5h://h:9050", "socks5h://h:9050"), ("socks4a://h", "socks4a://h:1080"),
      ("socks4://h:1", "socks4://h:1"), ("socks://h", "socks4://h:1080"),
      ("socks5://user:pa%40ss@h:1080/", "socks5h://user:pa%40ss@h:1080"),
      ("user:p@ss@h:8080", "http://user:p@ss@h:8080"), ("http://[::1]:8080", "http://[::1]:8080"),
      ("socks5://u:p@[fe80::1]", "socks5h://u:p@[fe80::1]:1080"), ("http://:@h:1", "http://h:1"),
    ])
  func reads(_ text: String, _ url: String) throws {
    #expect(try NetworkProxy(text).url == url)
  }

  @Test(
    arguments: [
      ("ftp://h", "begin with http, https, socks4, socks4a, socks5 or socks5h, and the URL begins with ftp"),
      (
        "sekret-word://h",
        "begin with http, https, socks4, socks4a, socks5 or socks5h, and the URL begins with something else"
      ),
      ("http://", "name a host, as in http://127.0.0.1:3128"),
      ("http://:80", "name a host, as in http://127.0.0.1:3128"),
      ("http://sekret@", "name a host, as in http://127.0.0.1:3128"),
      ("a b", "name a host, as in http://127.0.0.1:3128"),
      ("http://[::1", "name a host, as in http://127.0.0.1:3128"),
      ("http://h:0", "have a port from 1 to 65535"), ("http://h:65536", "have a port from 1 to 65535"),
      ("http://h:x", "have a port from 1 to 65535"),
      ("http://h:123456789012345678901", "have a port from 1 to 65535"),
      ("http://se kret:p@h", "have its user and password percent-encoded"),
    ])
  func refuses(_ text: String, _ sentence: String) {
    #expect(throws: NetworkProxy.Mistake(sentence: sentence)) { try NetworkProxy(text) }
  }

  @Test func neverShowsCredentials() throws {
    let proxy = try NetworkProxy("socks5://user:sekret@127.0.0.1:1080")
    var dumped = ""
    dump(WayOut(proxies: ProxyRules(all: proxy)), to: &dumped)
    for text in [
      "\(proxy)", "\(WayOut(proxies: ProxyRules(all: proxy)))", String(reflecting: ProxyRules(all: proxy)),
      dumped,
      WayOut(proxies: ProxyRules(all: proxy)).summary, proxy.address, proxy.debugDescription,
    ] {
      #expect(!text.contains("sekret") && !text.contains("user:"), "\(text)")
    }
    #expect("\(proxy)" == "the SOCKS5 proxy 127.0.0.1:1080" && proxy.hasCredentials)
  }
}

@Suite struct ProxyRulesTests {
  /// The proxies of http and of https that these variables lead to.
  @Test(
    arguments: [
      ([:], nil, nil),
      (["http_proxy": "a:1"], "a:1", "a:1"), (["https_proxy": "a:1"], nil, "a:1"),
      (["http_proxy": "a:1", "https_proxy": "b:1"], "a:1", "b:1"),
      (["HTTPS_PROXY": "b:1"], nil, "b:1"), (["HTTPS_PROXY": "b:1", "https_proxy": "c:1"], nil, "c:1"),
      (["HTTP_PROXY": "a:1"], nil, "a:1"), (["HTTP_PROXY": "a:1", "http_proxy": "c:1"], "c:1", "c:1"),
      (["all_proxy": "a:1"], "a:1", "a:1"), (["ALL_PROXY": "a:1"], "a:1", "a:1"),
      (["ALL_PROXY": "a:1", "all_proxy": "b:1"], "b:1", "b:1"),
      (["ALL_PROXY": "a:1", "https_proxy": "b:1"], "a:1", "b:1"),
      (["ALL_PROXY": "a:1", "https_proxy": ""], "a:1", "a:1"),
      (["http_proxy": "a:1", "https_proxy": "__noproxy__"], "a:1", nil), (["ftp_proxy": "a:1"], nil, nil),
      (["http_proxy": ""], nil, nil),
    ] as [([String: String], String?, String?)])
  func environment(_ variables: [String: String], _ http: String?, _ https: String?) throws {
    let rules = try ProxyRules(environment: variables)
    #expect(rules.proxy(for: "http://x.example/")?.address == http)
    #expect(rules.proxy(for: "https://x.example/")?.address == https)
    // Whoever reads what we hand on finds the same.
    let handedOn = try ProxyRules(environment: rules.environment)
    #expect(handedOn.http == rules.http && handedOn.https == rules.https)
    #expect(handedOn.exceptions == rules.exceptions)
  }

  @Test(
    arguments: [
      ("", false), ("*", true), ("googlevideo.com", true), (".googlevideo.com", true),
      ("GOOGLEVIDEO.COM", true),
      ("rr1.googlevideo.com", true), ("other.example, googlevideo.com", true),
      ("other.example googlevideo.com", true),
      ("video.com", false), ("google", false), ("rr1.googlevideo.com:443", false), (" , ", false),
      ("*.googlevideo.com", false),
    ])
  func exceptions(_ text: String, _ isStraight: Bool) throws {
    let rules = try ProxyRules(environment: ["https_proxy": "a:1", "NO_PROXY": text])
    #expect((rules.proxy(for: "https://rr1.googlevideo.com/videoplayback?x=/@") == nil) == isStraight)
  }

  @Test(
    arguments: [
      ("127.0.0.1", "127.0.0.1:80", true), ("127.0.0.0/8", "127.3.2.1", true),
      ("127.0.0.0/8", "128.0.0.1", false),
      ("10.1.0.0/15", "10.0.9.9:1", true), ("10.1.0.0/16", "10.0.9.9", false), ("0.0.0.0/0", "1.2.3.4", true),
      ("::1", "[::1]:80", true), ("fe80::/10", "[fe80::9]", true), ("fe80::/10", "127.0.0.1", false),
      ("127.0.0.0/33", "127.0.0.1", false), ("localhost", "localhost:80", true), ("host:80", "host:80", true),
    ])
  func exceptionsOfAddresses(_ text: String, _ authority: String, _ isStraight: Bool) throws {
    let rules = try ProxyRules(environment: ["http_proxy": "a:1", "no_proxy": text])
    #expect((rules.proxy(for: "http://u@\(authority)/x") == nil) == isStraight)
  }

  @Test func aMistakeNamesItsVariable() {
    #expect(
      throws: ProxyRules.Mistake(
        variable: "ALL_PROXY", mistake: NetworkProxy.Mistake(sentence: "have a port from 1 to 65535"))
    ) { try ProxyRules(environment: ["ALL_PROXY": "http://u:sekret@h:99999"]) }
  }
}
