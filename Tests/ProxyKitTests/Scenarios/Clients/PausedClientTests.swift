import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Players that stop reading for longer than any limit of the relay, and then go on.
@Suite(.timeLimit(.minutes(5))) struct PausedClientTests {
  enum Change: CaseIterable {
    /// Nothing but time.
    case none
    /// The URL has expired.
    case expiry
    /// The origin has closed its connections.
    case idleConnection
  }

  /// A pause beyond every limit, as ten minutes are with the usual ones.
  @Test(arguments: Change.allCases, ["Icy-MetaData: 1", "Accept: */*"])
  func pauseIsNoFault(change: Change, field: String) async throws {
    try await RelayFixture.run { options in
      options.rules.idleTimeout = .seconds(2)
      options.rules.stallLimit = .seconds(3)
      options.rules.retry.attempts = 20
    } _: { relay in
      let client = try relay.connect(receiveBuffer: 8192)
      client.ask("GET", "/proxy/\(VideoID.test)", [field])
      let head = await client.readHead()
      #expect(head.status == 200)
      try await Task.sleep(for: .seconds(1))
      let asked = relay.origin.requests.count
      switch change {
      case .none: break
      case .expiry: relay.origin.revokeAll(of: "\(VideoID.test)")
      case .idleConnection:
        try await relay.origin.cutConnections()
      }
      try await Task.sleep(for: .seconds(4))
      // A full client holds nothing of the origin's: no range under way, no try, no stall.
      #expect(relay.origin.requests.count == asked)
      #expect(relay.eventNames == ["streamAdmitted", "streamStarted"])
      let streams = try await relay.service.status().streams
      #expect(streams.list.map(\.state) == [.streaming])

      let answer = await client.readRest(of: head)
      #expect(answer.ending == .complete)
      var parser = IcyParser(interval: 16_384)
      let isInline = field.hasPrefix("Icy")
      if isInline { parser.read(answer.body) }
      #expect(Octets(isInline ? parser.audio : answer.body) == Octets(relay.audio))
      #expect(relay.library.questions.count == (change == .expiry ? 1 : 0))
    }
  }
}
