import Foundation
import Testing
import TrackKit

@Suite struct ProxyStatusTests {
  /// A dashboard may be attached to a `serve` of another version.
  @Test func `a resolver that counts no runs is read`() throws {
    let json = #"{"state": "open", "reason": "r", "queue": 2}"#
    let resolver = try JSONDecoder().decode(ProxyStatus.Resolver.self, from: Data(json.utf8))
    #expect(resolver.state == .open && resolver.reason == "r" && resolver.queue == 2)
    #expect(resolver.runsLastHour == 0)
  }

  @Test func `the count is written, and read again`() throws {
    var resolver = ProxyStatus.Resolver()
    resolver.runsLastHour = 12
    let json = try JSONEncoder().encode(resolver)
    #expect(String(decoding: json, as: UTF8.self).contains(#""runs_last_hour":12"#))
    #expect(try JSONDecoder().decode(ProxyStatus.Resolver.self, from: json) == resolver)
  }
}
