import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Requests sent in one go, each of which is answered at once.
@Suite(.timeLimit(.minutes(2))) struct PipelineTests {
  @Test func whoLeavesInTheMiddleOfQuickAnswersLeavesNoSlotTaken() async throws {
    try await LibraryFixture.run { fixture in
      let outside = [
        "GET /proxy/\(VideoID.test) HTTP/1.1", "Host: localhost", "Range: bytes=99999999-", "", "",
      ].joined(separator: "\r\n")
      for round in 0..<200 {
        let client = try WireClient(port: fixture.service.port)
        client.say(String(repeating: outside, count: 2 + round % 3))
        if round % 2 == 0 { _ = await client.readHead() }
        client.hangUp()
      }
      let deadline = ContinuousClock.now + .seconds(30)
      var status = try await fixture.service.status()
      while status.streams.active > 0, ContinuousClock.now < deadline {
        try await Task.sleep(for: .milliseconds(20))
        status = try await fixture.service.status()
      }
      #expect(status.streams.active == 0 && status.streams.list.isEmpty)
    }
  }
}
