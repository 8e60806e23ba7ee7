import Foundation
import NIOCore
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Every input in every phase: what the session does, and that an input without a meaning does nothing.
@Suite struct StreamSessionTableTests {
  /// A phase, and how a session gets there.
  enum Phase: String, CaseIterable {
    case new, resolving, held, waitingAtStart, streaming, hungry, full, waiting, refreshing, waitingToResolve
    case awayAtStart, away, silentAtStart, silent, hedgedAtStart, hedged, parked, filling, done, lost, cut
  }

  /// Something that happens.
  enum Input: String, CaseIterable {
    case start, url, noURL, hopeless, waited, head, bytes, complete, s503, s403, s404, s401, noNetwork, page,
      ump, badCertificate,
      hedgeHead, hedgeBytes, hedge503, hedge403, hedge401, network, drained, tick, blocked, answered, left
  }

  private static let mpd: @Sendable (inout ProxyRequest) -> Void = {
    $0.userAgent = RelayFixture.agentOfMPD
  }

  private static func harness(in phase: Phase) -> SessionHarness {
    var track = SessionHarness.track()
    if phase == .resolving { track.media = nil }
    var harness = phase == .cut ? SessionHarness() : SessionHarness(track, request: mpd)
    switch phase {
    case .new: break
    case .resolving, .held: _ = harness.start()
    case .waitingAtStart:
      _ = harness.start()
      _ = harness.fail(.status(503))
    case .streaming:
      _ = harness.start()
      _ = harness.head()
      _ = harness.bytes(1000)
    case .hungry: harness.stream(1000)
    case .full:
      _ = harness.start()
      _ = harness.head()
      _ = harness.bytes(131_072)
      _ = harness.end()
    case .waiting:
      harness.stream(1000)
      _ = harness.fail(.status(503))
    case .refreshing:
      harness.stream(1000)
      _ = harness.fail(.status(403))
    case .waitingToResolve:
      harness.stream(1000)
      _ = harness.fail(.status(403))
      _ = harness.resolveFailed(.other)
    case .awayAtStart:
      _ = harness.start()
      _ = harness.fail(.connect("refused"))
    case .away:
      harness.stream(1000)
      _ = harness.fail(.connect("refused"))
    case .silentAtStart, .hedgedAtStart:
      _ = harness.start()
      harness.advance(.seconds(2))
      if phase == .hedgedAtStart { _ = harness.tick() }
    case .silent, .hedged:
      harness.stream(1000)
      harness.advance(.seconds(2))
      if phase == .hedged { _ = harness.tick() }
    case .parked:
      _ = harness.start()
      _ = harness.head()
      _ = harness.bytes(1000)
      for _ in 0..<3 {
        _ = harness.fail(.status(503))
        _ = harness.waited()
      }
      _ = harness.fail(.status(503))
    case .filling, .cut:
      harness.stream(1000)
      _ = harness.fail(.status(401))
    case .done:
      _ = harness.start()
      _ = harness.head()
      var left = SessionHarness.length
      while left > 0 {
        let count = min(left, 131_072)
        left -= count
        _ = harness.bytes(count)
        _ = harness.drain(count)
        _ = harness.end()
      }
    case .lost:
      _ = harness.start()
      _ = harness.fail(.status(404))
    }
    return harness
  }

  private static func apply(_ input: Input, to harness: inout SessionHarness) -> [StreamSession.Action] {
    switch input {
    case .start: harness.start()
    case .url: harness.resolved(SessionHarness.refreshed())
    case .noURL: harness.resolveFailed(.network)
    case .hopeless: harness.resolveFailed(.removed)
    case .waited: harness.waited()
    case .head: harness.head()
    case .bytes: harness.bytes(10)
    case .complete: harness.end()
    case .s503: harness.fail(.status(503))
    case .s403: harness.fail(.status(403))
    case .s404: harness.fail(.status(404))
    case .s401: harness.fail(.status(401))
    case .noNetwork: harness.fail(.connect("refused"))
    case .page: harness.fail(.page("text/html"))
    case .ump: harness.fail(.otherType("application/vnd.yt-ump"))
    case .badCertificate: harness.fail(.tls("expired"))
    case .hedgeHead: harness.hedge(.head(RangeHead(total: SessionHarness.length)))
    case .hedgeBytes: harness.hedge(.bytes(.init(), audio: 10))
    case .hedge503: harness.hedge(.end(.failed(.status(503))))
    case .hedge403: harness.hedge(.end(.failed(.status(403))))
    case .hedge401: harness.hedge(.end(.failed(.status(401))))
    case .network: harness.session.networkMayHaveChanged(at: harness.now)
    case .drained: harness.drain(harness.session.unsent)
    case .tick: harness.tick()
    case .blocked: harness.session.playerIsBlocked()
    case .answered: harness.session.answered(sent: 7)
    case .left: harness.session.clientLeft(sent: 7)
    }
  }

  /// Actions in short.
  private static func words(_ actions: [StreamSession.Action]) -> String {
    let words = actions.map { action -> String in
      switch action {
      case .resolve(_, _, let libraryFirst): libraryFirst ? "replace" : "resolve"
      case .fetch(let range, _): "fetch@\(range.first)"
      case .fetchAhead(let range, _): "ahead@\(range.first)"
      case .cancelFetch: "cancel"
      case .cancelAhead: "cancelahead"
      case .hedge(let range, _): "hedge@\(range.first)"
      case .takeHedge: "take"
      case .cancelHedge: "cancelhedge"
      case .takeReserve: "reserve"
      case .pipe: "pipe"
      case .read(let range): "read@\(range.lowerBound)"
      case .wait(let delay): "wait\(delay.components.seconds)"
      case .respond(let plan): "\(plan.status)"
      case .fill: "fill"
      case .finish: "finish"
      case .reject(let rejection): "reject\(rejection.status)"
      case .abort: "abort"
      case .end(let ending): "\(ending)"
      case .remember(.refused): "refused"
      case .remember(.strictOrigin): "strict"
      case .remember(.lost): "remember"
      case .remember(.plays): "plays"
      case .remember(.layout): "layout"
      case .publish(let event): event.name.replacing("stream", with: "").lowercased()
      }
    }
    return words.isEmpty ? "-" : words.joined(separator: "+")
  }

  /// Only what means something; every other input in every phase does nothing.
  private static let meanings: [Phase: [Input: String]] = [
    .new: [.start: "fetch@0", .left: "left+left"],
    .resolving: [
      .url: "fetch@0", .noURL: "retrying+wait2", .hopeless: "lost+reject502", .blocked: "lost+reject502",
      .left: "left+left",
    ],
    .held: [
      .head: "-", .bytes: "200+plays+started", .complete: "fetch@0", .s503: "retrying+wait1",
      .s403: "refused+replace",
      .s404: "refused+lost+reject502", .s401: "lost+reject502", .noNetwork: "retrying+wait2",
      .page: "retrying+wait2", .ump: "refused+replace", .badCertificate: "lost+reject502",
      .blocked: "cancel+lost+reject502",
      .left: "left+left",
    ],
    .waitingAtStart: [
      .waited: "fetch@0", .network: "fetch@0", .blocked: "lost+reject502", .left: "left+left",
    ],
    .streaming: [
      .head: "-", .bytes: "-", .complete: "-", .s503: "retrying+wait1", .s403: "refused+replace",
      .s404: "refused+replace", .s401: "lost+remember+fill", .noNetwork: "retrying+wait2",
      .page: "retrying+wait2", .ump: "refused+replace", .badCertificate: "retrying+wait2",
      .left: "finished+served",
    ],
    .hungry: [
      .head: "-", .bytes: "-", .complete: "fetch@1000", .s503: "retrying+wait1", .s403: "refused+replace",
      .s404: "refused+replace", .s401: "lost+remember+fill", .noNetwork: "retrying+wait2",
      .page: "retrying+wait2", .ump: "refused+replace", .badCertificate: "retrying+wait2",
      .blocked: "cancel+lost+remember+fill",
      .left: "finished+served",
    ],
    .full: [.drained: "fetch@131072", .left: "finished+served"],
    .waiting: [
      .waited: "fetch@1000", .network: "fetch@1000", .blocked: "lost+remember+fill", .left: "finished+served",
    ],
    .refreshing: [
      .url: "fetch@1000", .noURL: "retrying+wait2", .hopeless: "lost+remember+fill",
      .blocked: "lost+remember+fill", .left: "finished+served",
    ],
    .waitingToResolve: [
      .waited: "replace", .network: "replace", .blocked: "lost+remember+fill", .left: "finished+served",
    ],
    .awayAtStart: [
      .waited: "fetch@0", .network: "fetch@0", .blocked: "lost+reject502", .left: "left+left",
    ],
    .away: [
      .waited: "fetch@1000", .network: "fetch@1000", .blocked: "lost+remember+fill", .left: "finished+served",
    ],
    .silentAtStart: [
      .head: "-", .bytes: "200+plays+started", .complete: "fetch@0", .s503: "retrying+wait1",
      .s403: "refused+replace", .s404: "refused+lost+reject502", .s401: "lost+reject502",
      .noNetwork: "retrying+wait2", .page: "retrying+wait2", .ump: "refused+replace",
      .badCertificate: "lost+reject502", .tick: "hedged+hedge@0", .network: "cancel+fetch@0",
      .blocked: "cancel+lost+reject502", .left: "left+left",
    ],
    .silent: [
      .head: "-", .bytes: "-", .complete: "fetch@1000", .s503: "retrying+wait1", .s403: "refused+replace",
      .s404: "refused+replace", .s401: "lost+remember+fill", .noNetwork: "retrying+wait2",
      .page: "retrying+wait2", .ump: "refused+replace", .badCertificate: "retrying+wait2",
      .tick: "hedged+hedge@1000", .network: "cancel+fetch@1000", .blocked: "cancel+lost+remember+fill",
      .left: "finished+served",
    ],
    .hedgedAtStart: [
      .head: "-", .bytes: "200+plays+started+cancelhedge+resumed", .complete: "fetch@0", .s503: "take",
      .s403: "cancelhedge+refused+replace", .s404: "cancelhedge+refused+lost+reject502",
      .s401: "cancelhedge+lost+reject502", .noNetwork: "take", .page: "take",
      .ump: "cancelhedge+refused+replace", .badCertificate: "cancelhedge+lost+reject502",
      .hedgeBytes: "take", .hedge503: "cancel+retrying+wait1", .hedge403: "cancel+refused+replace",
      .hedge401: "cancel+lost+reject502", .network: "cancel+fetch@0",
      .blocked: "cancel+cancelhedge+lost+reject502", .left: "left+left",
    ],
    .hedged: [
      .head: "-", .bytes: "cancelhedge+resumed", .complete: "fetch@1000", .s503: "take",
      .s403: "cancelhedge+refused+replace", .s404: "cancelhedge+refused+replace",
      .s401: "cancelhedge+lost+remember+fill", .noNetwork: "take", .page: "take",
      .ump: "cancelhedge+refused+replace", .badCertificate: "cancelhedge+retrying+wait2",
      .hedgeBytes: "take", .hedge503: "cancel+retrying+wait1", .hedge403: "cancel+refused+replace",
      .hedge401: "cancel+lost+remember+fill", .network: "cancel+fetch@1000",
      .blocked: "cancel+cancelhedge+lost+remember+fill", .left: "finished+served",
    ],
    .parked: [.drained: "fetch@1000", .left: "finished+served"],
    .filling: [.answered: "failed", .left: "failed"],
    .done: [.answered: "finished+served", .left: "finished+served"],
  ]

  @Test(arguments: Phase.allCases, Input.allCases) func transition(phase: Phase, input: Input) {
    var harness = Self.harness(in: phase)
    let before = harness.session
    let words = Self.words(Self.apply(input, to: &harness))
    #expect(words == (Self.meanings[phase]?[input] ?? "-"))
    if words == "-", Self.meanings[phase]?[input] == nil, input != .drained {
      #expect(harness.session.phase == before.phase)
      #expect(harness.session.next == before.next)
      #expect(harness.session.attempt == before.attempt)
      #expect(harness.session.unsent == before.unsent)
      #expect(harness.session.track == before.track)
    }
  }
}
