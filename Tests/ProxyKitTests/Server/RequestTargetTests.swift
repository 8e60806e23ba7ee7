import Testing

@testable import ProxyKit

@Suite struct RequestTargetTests {
  @Test(
    arguments: [
      ("/proxy/dQw4w9WgXcQ", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", nil),
      ("/proxy/dQw4w9WgXcQ?icy=1", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", true),
      ("/proxy/dQw4w9WgXcQ?icy=0", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", false),
      ("/proxy/dQw4w9WgXcQ?a=b&icy=1", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", true),
      ("/proxy/dQw4w9WgXcQ?icy=2", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", nil),
      ("/proxy/dQw4w9WgXcQ?", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", nil),
      ("/proxy/dQw4w9WgXcQ.m4a?icy=1", "/proxy/dQw4w9WgXcQ.m4a", "dQw4w9WgXcQ", true),
      ("/proxy/dQw4w9WgXc%51", "/proxy/dQw4w9WgXc%51", "dQw4w9WgXcQ", nil),
      ("/proxy/", "/proxy/", "", nil),
      ("/proxy", "/proxy", nil, nil),
      ("/proxy/../status", "/proxy/../status", "../status", nil),
      ("/health", "/health", nil, nil),
      ("/", "/", nil, nil),
      ("", "/", nil, nil),
      ("?icy=1", "/", nil, true),
      ("http://localhost:8080/proxy/dQw4w9WgXcQ?icy=0", "/proxy/dQw4w9WgXcQ", "dQw4w9WgXcQ", false),
      ("http://localhost:8080", "/", nil, nil),
      ("/proxy/http://x/", "/proxy/http://x/", "http://x/", nil),
    ] as [(String, String, String?, Bool?)])
  func reads(uri: String, path: String, trackName: String?, icyOverride: Bool?) {
    let target = RequestTarget(uri)
    #expect(target.path == path)
    #expect(target.trackName == trackName)
    #expect(target.icyOverride == icyOverride)
  }
}
