import ConfigurationKit
import Testing

/// Lists of hosts and of web pages' origins.
struct SettingTypeListsTests {
  @Test(
    arguments: [
      (
        "[Music.LAN, my_service, 192.168.7.9, \"[fd00::1]\", \"fe80::1%eth0\"]",
        ["music.lan", "my_service", "192.168.7.9", "fd00::1", "fe80::1%eth0"]
      ),
      ("a.example", ["a.example"]), ("\"a.example, b\"", ["a.example", "b"]), ("[]", []), ("", []),
      ("\"\"", []),
    ])
  func `hosts are names without ports`(_ text: String, _ hosts: [String]) throws {
    #expect(try load("allowed_hosts: \(text)").configuration.allowedHosts == hosts)
  }

  @Test(arguments: [
    "[a:8080]", "http://a", "a/b", "[a b]", "[[a]]", "[é]", "{a: b}", "[\"*\"]", ".a", "[\"\"]",
  ])
  func `what is no host is refused`(_ text: String) {
    #expect(
      problems("allowed_hosts: \(text)").first?.contains("must be a list of host names without ports") == true
    )
  }

  @Test(
    arguments: [
      (
        "[https://Music.example.org, \"http://localhost:3000\"]",
        ["https://music.example.org", "http://localhost:3000"]
      ),
      ("HTTPS://a:443", ["https://a"]), ("http://a:80", ["http://a"]), ("http://a:443", ["http://a:443"]),
      ("http://[::1]:8000", ["http://[::1]:8000"]),
      ("chrome-extension://abcdef", ["chrome-extension://abcdef"]),
      ("\"*\"", ["*"]), ("[]", []), ("\"http://a, http://b\"", ["http://a", "http://b"]),
    ])
  func `origins are written as browsers write them`(_ text: String, _ origins: [String]) throws {
    #expect(try load("allowed_origins: \(text)").configuration.allowedOrigins == origins)
  }

  @Test(
    arguments: [
      "music.example.org", "https://a/", "https://a/path", "https://a?b", "\"null\"", "https://u@a",
      "\"https://a:\"",
      "https://a:0", "https://a:99999", "https://*.example.org", "\"://a\"", "https://", "[\"*.a\"]",
      "https://a b",
      "\"https://[::1\"",
    ])
  func `what is no origin is refused`(_ text: String) {
    #expect(problems("allowed_origins: \(text)").first?.contains("must be a list of origins such as") == true)
  }
}
