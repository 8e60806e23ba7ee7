import LoopbackOrigin
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Clients that leave, wherever their request is by then: the slot goes to the next one, and nothing is asked
/// for them any more.
@Suite(.timeLimit(.minutes(5))) struct DepartureTests {
  enum Stage: CaseIterable {
    /// yt-dlp is at work.
    case resolving
    /// The origin has not answered yet.
    case held
    /// The origin has failed, and is given time.
    case backingOff
    /// Between two ranges.
    case midBody
    /// The origin fell silent within a range.
    case stalled
    /// Within the waits after a failure in mid-track.
    case backingOffInMidBody
    /// A new URL is being had, in mid-track.
    case refreshing
    /// MPD takes zeros for a song that was lost.
    case filling

    var hasStarted: Bool {
      switch self {
      case .resolving, .held, .backingOff: false
      case .midBody, .stalled, .backingOffInMidBody, .refreshing, .filling: true
      }
    }
  }

  @Test(arguments: Stage.allCases) func slotGoesToTheNext(stage: Stage) async throws {
    try await RelayFixture.run { options in
      options.maximumStreams = 1
      options.admissionWait = .seconds(60)
      // Longer than the test: whoever waits for it to pass hangs.
      options.rules.retry.baseDelay = .seconds(3600)
      options.rules.idleTimeout = .seconds(3600)
      // A second request for what has stalled would be taken for the next listener's.
      options.rules.hedgeDelay = .seconds(3600)
      // Two ranges go into the sockets of a client that does not read.
      options.rules.chunkBytes = 8 * 1024
    } _: { relay in
      relay.service.setPlayerLink(.ours)
      let id: VideoID = stage == .resolving ? .other : .test
      let (asked, tellsAsked) = AsyncStream.makeStream(of: Void.self)
      let (cancelled, tellsCancelled) = AsyncStream.makeStream(of: Void.self)
      if stage == .resolving || stage == .refreshing {
        relay.library.onResolve { _, _ in
          tellsAsked.yield()
          do {
            try await Task.sleep(for: .seconds(3600))
          } catch {
            tellsCancelled.yield()
          }
          throw URLRefreshError(kind: .cancelled)
        }
      }
      switch stage {
      case .resolving, .midBody: break
      case .held: relay.origin.script("\(id)", [.silence])
      case .backingOff: relay.origin.script("\(id)", [.status(503)])
      case .stalled: relay.origin.script("\(id)", [.stall(after: 4000, for: nil)])
      case .backingOffInMidBody: relay.origin.script("\(id)", [.close(after: 4000)])
      case .refreshing: relay.origin.script("\(id)", [nil, .revoke(403)])
      case .filling: relay.origin.script("\(id)", [nil, .status(401)])
      }
      let client = try relay.connect(receiveBuffer: 8192)
      let agent = stage == .filling ? RelayFixture.agentOfMPD : "mpv 0.35"
      client.ask("GET", "/proxy/\(id)", agent: agent)
      switch stage {
      case .resolving: for await _ in asked { break }
      case .held: try await relay.origin.waitForRequests(1)
      case .backingOff, .backingOffInMidBody: try await relay.recorder.wait { $0.name == "streamRetrying" }
      case .midBody, .stalled: try await relay.recorder.wait { $0.name == "streamStarted" }
      case .refreshing: for await _ in asked { break }
      case .filling: try await relay.recorder.wait { $0.name == "streamLost" }
      }
      async let next = relay.get(agent: "next")
      try await relay.recorder.wait { $0.name == "streamQueued" }
      let before = relay.origin.requests.count
      relay.library.onResolve { id, _ in
        RelayFixture.media(relay.origin.url(for: "\(id)") ?? "", length: relay.audio.count)
      }
      client.hangUp()
      let answer = try await next
      #expect(Octets(answer.body) == Octets(relay.audio))
      if stage == .resolving || stage == .refreshing { for await _ in cancelled { break } }
      // The next one starts at the front; of what the one who left wanted, nothing more was asked for.
      #expect(relay.origin.requests.dropFirst(before).first?.request.range?.lowerBound == 0)
      try await relay.recorder.wait { event in
        if case .streamFinished(let stream, _, let clientLeft) = event {
          stream.client == "next" && !clientLeft
        } else {
          false
        }
      }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting) == (0, 0))
      // A song that was lost is not finished by its client's leaving.
      #expect(
        (streams.failedTotal, streams.servedTotal)
          == (stage == .filling ? (1, 1) : (0, stage.hasStarted ? 2 : 1)))
    }
  }
}
