import Testing

@testable import ProxyKit

@Suite struct AuthorityTests {
  @Test(arguments: [
    ("localhost", "localhost", false), ("LocalHost.:8080", "localhost", false),
    ("a-b_c.example:0", "a-b_c.example", false),
    ("localhost:", "localhost", false), ("127.0.0.1:65535", "127.0.0.1", true),
    ("127.0.0.1.", "127.0.0.1", true),
    ("[::1]", "::1", true), ("[FE80::1%25eth0]:80", "fe80::1", true), ("[fe80::1%eth0]", "fe80::1", true),
    ("127.1", "127.1", false), ("1.2.3.4.5", "1.2.3.4.5", false), ("%6Cocalhost", "%6cocalhost", false),
  ])
  func reads(text: String, host: String, isAddress: Bool) {
    let authority = Authority(text)
    #expect(authority?.host == host)
    #expect(authority?.isAddress == isAddress)
    #expect(authority?.text == text)
  }

  @Test(arguments: [
    "", ":80", ".", "a b", "a/b", "a@b", "a#b", "a?b", "a\"b", "a<b", "a:b", "a:1:2", "::1", "[::1", "::1]",
    "[]", "[::1]x",
    "[::1]:x", "[127.0.0.1]", "[::1%]", "[::1%a/b]", "a:65536", "a:-1", "é",
    String(repeating: "a", count: 513),
  ])
  func refuses(text: String) {
    #expect(Authority(text) == nil)
  }

  @Test(
    arguments: [
      ("http://a.example:80/x", "a.example"), ("https://[::1]", "::1"), ("http://u:p@Host/", "host"),
      ("nonsense", nil),
      ("http:///", nil),
    ] as [(String, String?)])
  func hostOfURL(url: String, host: String?) {
    #expect(KnownHosts.host(of: url) == host)
  }
}
