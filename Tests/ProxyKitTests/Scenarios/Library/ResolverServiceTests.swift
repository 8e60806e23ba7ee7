import Foundation
import LoopbackOrigin
import TestSupport
import Testing

@testable import LibraryKit
@testable import ProxyKit
@testable import TrackKit

/// What a listener sees of yt-dlp's failures: the whole way from the program to the answer.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ResolverServiceTests {
  @Test(
    arguments: [
      ("exit 0", 502, "other", "yt-dlp failed: it printed no answer"),
      ("head -c 9000000 /dev/zero", 502, "other", "yt-dlp failed: it printed more than an answer can have"),
      ("kill -SEGV $$", 502, "other", "yt-dlp failed: it was ended by signal 11"),
      ("answer ''; exit 0", 502, "no-format", "the video has no format that can be fetched directly"),
      ("echo 'ERROR: [youtube] x: Private video' >&2; exit 1", 502, "private", "the video is private"),
      ("sleep 600; exit 0", 504, "timeout", "yt-dlp did not answer in time"),
    ])
  func failuresAreTold(_ behaviour: String, _ status: Int, _ word: String, _ sentence: String) async throws {
    try await LibraryFixture.run {
      $0.resolveTimeout = .seconds(status == 504 ? 2 : 60)
      $0.options.rules.retry = RetryPolicy(attempts: 1, baseDelay: .milliseconds(10))
    } _: { fixture in
      try fixture.program.behave(behaviour)
      let answer = try await fixture.get(.other)
      #expect(answer.status == status)
      #expect(answer.text == sentence + "\n")
      #expect(answer["ytmpd-failure"] == word)
      // Once for what lasts, twice for what may pass.
      let isLasting = sentence.hasPrefix("the video")
      #expect(fixture.program.runs.count == (isLasting ? 1 : 2))
      try await fixture.recorder.wait { $0.name == "streamLost" }
      let lost = fixture.recorder.events.compactMap { event in
        if case .streamLost(_, _, _, let reason, _) = event { reason } else { nil }
      }
      #expect(lost == [sentence])
      // And when it is mended, it plays.
      try fixture.behave()
      #expect(Octets(try await fixture.get(.other).body) == Octets(fixture.audio))
    }
  }

  @Test func aSlowResolveHoldsTheAnswerBack() async throws {
    try await LibraryFixture.run { fixture in
      try fixture.behave(#"until [ -e "$here/go" ]; do sleep 0.05; done"#)
      async let answer = fixture.get(.other, agent: RelayFixture.agentOfMPD, "Icy-MetaData: 1")
      // Others are not held up by it.
      while fixture.program.runs.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      try fixture.program.release("go")
      let body = try await answer
      #expect(body.status == 200 && body.ending == .complete)
    }
  }

  @Test func fiftyListenersAreOneRun() async throws {
    try await LibraryFixture.run {
      $0.options.maximumStreams = 50
    } _: { fixture in
      try fixture.behave(#"until [ -e "$here/go" ]; do sleep 0.05; done"#)
      try await withThrowingTaskGroup(of: Octets.self) { group in
        for _ in 0..<50 { group.addTask { Octets(try await fixture.get(.other).body) } }
        while fixture.resolver.callerCount < 50 { try await Task.sleep(for: .milliseconds(10)) }
        try fixture.program.release("go")
        for try await body in group { #expect(body == Octets(fixture.audio)) }
      }
      #expect(fixture.program.runs.count == 1)
    }
  }

  /// Twenty tracks at once: never more than two runs, in the order they were asked for.
  @Test func aFewAtOnceFirstComeFirstServed() async throws {
    try await LibraryFixture.run {
      $0.options.maximumStreams = 50
    } _: { fixture in
      try fixture.behave(
        #"echo "+" >>"$here/log"; until [ -e "$here/$id" ]; do sleep 0.02; done; echo "-" >>"$here/log""#)
      let ids = (0..<20).map(LibraryFixture.numbered)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (index, id) in ids.enumerated() {
          group.addTask {
            let answer = try await fixture.get(id)
            #expect(Octets(answer.body) == Octets(fixture.audio))
          }
          while fixture.resolver.callerCount <= index { try await Task.sleep(for: .milliseconds(5)) }
        }
        for id in ids {
          try fixture.program.release(id.rawValue)
          while !fixture.program.runs.contains(where: { $0.video == id.rawValue }) {
            try await Task.sleep(for: .milliseconds(5))
          }
        }
        try await group.waitForAll()
      }
      var (running, most) = (0, 0)
      for line in fixture.program.lines(of: "log") {
        running += line == "+" ? 1 : -1
        most = max(most, running)
      }
      #expect(most == 2)
      // Two that are started at the same moment may overtake each other on their way.
      for (place, run) in fixture.program.runs.enumerated() {
        let wanted = try #require(ids.firstIndex { $0.rawValue == run.video })
        #expect(abs(wanted - place) <= 1)
      }
    }
  }

  @Test func aListenerGoesBeforeTheBackground() async throws {
    try await LibraryFixture.run {
      $0.concurrency = 1
    } _: { fixture in
      try fixture.behave(#"until [ -e "$here/$id" ]; do sleep 0.02; done"#)
      let ids = (0..<5).map(LibraryFixture.numbered)
      let resolver = fixture.resolver
      try await withThrowingTaskGroup(of: Void.self) { group in
        for id in ids {
          group.addTask {
            _ = try await resolver.resolve(id, cause: "test", priority: .background, formatID: nil)
          }
          let place = try #require(ids.firstIndex(of: id))
          while resolver.callerCount <= place { try await Task.sleep(for: .milliseconds(5)) }
        }
        group.addTask {
          let answer = try await fixture.get(.other)
          #expect(answer.status == 200)
        }
        while resolver.callerCount < 6 { try await Task.sleep(for: .milliseconds(5)) }
        for id in ids + [.other] { try fixture.program.release(id.rawValue) }
        try await group.waitForAll()
      }
      // The only run there may be makes way for the listener, and is done again afterwards.
      let order = fixture.program.runs.map(\.video)
      #expect(order.prefix(2) == [ids[0].rawValue, VideoID.other.rawValue])
      #expect(Array(order.dropFirst(2)) == ids.map(\.rawValue))
    }
  }

  @Test func aProgramThatBringsAnotherFormatIsNotAskedForEver() async throws {
    try await LibraryFixture.run { fixture in
      let error = await #expect(throws: URLRefreshError.self) {
        try await fixture.resolver.resolve(.other, cause: "test", priority: .listener, formatID: "140")
      }
      #expect(error?.kind == .noDirectFormat && error?.wantedFormat == "140")
      #expect(fixture.program.runs.count == 1)
    }
  }

  /// The bot check: one question, and then peace; what has a URL plays on.
  @Test func theBreaker() async throws {
    let clock = StandingClock()
    try await LibraryFixture.run {
      $0.now = { clock.now }
    } _: { fixture in
      try fixture.program.behave(
        "echo \"ERROR: [youtube] x: Sign in to confirm you're not a bot\" >&2; exit 1")
      let first = try await fixture.get(.other)
      #expect(first.status == 503 && first["retry-after"] == "900")
      #expect(first.text.contains("no bot"))
      try await fixture.recorder.wait { $0.name == "breakerOpened" }

      clock.advance(by: 250.5)
      for number in 0..<5 {
        let next = try await fixture.get(LibraryFixture.numbered(number))
        #expect(next.status == 503 && next["retry-after"] == "650", "\(next.statusLine)")
        #expect(next.text.contains("no bot") && next.text.contains("next try in 11 min"), "\(next.text)")
      }
      #expect(Octets(try await fixture.get(.test).body) == Octets(fixture.audio))
      // A URL that is old, too.
      let old = try #require(fixture.origin.url(for: "\(LibraryFixture.numbered(9))"))
      var media = RelayFixture.media(old, length: fixture.audio.count)
      media.resolvedAt = Date() - 20_000
      try fixture.store.saveResolved(Track(id: LibraryFixture.numbered(9), title: "Old", media: media))
      #expect(Octets(try await fixture.get(LibraryFixture.numbered(9)).body) == Octets(fixture.audio))
      try await fixture.recorder.wait { $0.name == "refreshDegraded" }
      #expect(fixture.program.runs.count == 1)
      #expect(try await fixture.service.status().resolver.state == .open)

      // The pause is over: one question, whoever else comes is told to wait for its end.
      clock.advance(by: 650)
      try fixture.behave(#"until [ -e "$here/go" ]; do sleep 0.02; done"#)
      async let probe = fixture.get(.other)
      while fixture.program.runs.count < 2 { try await Task.sleep(for: .milliseconds(5)) }
      for number in 0..<3 {
        let meanwhile = try await fixture.get(LibraryFixture.numbered(number))
        #expect(meanwhile.status == 503 && meanwhile["retry-after"] == "\(RelayRules.probePatience)")
        #expect(meanwhile.text.contains("a try is under way"))
      }
      #expect(fixture.program.runs.count == 2)
      try fixture.program.release("go")
      #expect(Octets(try await probe.body) == Octets(fixture.audio))
      try await fixture.recorder.wait { $0.name == "breakerClosed" }
      #expect(Octets(try await fixture.get(LibraryFixture.numbered(0)).body) == Octets(fixture.audio))
      #expect(try await fixture.service.status().resolver.state == .ok)
      #expect(fixture.recorder.events.count { $0.name == "breakerOpened" } == 1)
    }
  }

  @Test func aProbeThatFailsOpensAnew() async throws {
    let clock = StandingClock()
    try await LibraryFixture.run {
      $0.now = { clock.now }
    } _: { fixture in
      try fixture.program.behave("echo 'ERROR: HTTP Error 429: Too Many Requests' >&2; exit 1")
      #expect(try await fixture.get(.other)["retry-after"] == "900")
      clock.advance(by: 901)
      #expect(try await fixture.get(.other)["retry-after"] == "900")
      clock.advance(by: 1)
      #expect(try await fixture.get(.other)["retry-after"] == "899")
      #expect(fixture.program.runs.count == 2)
      // A probe of which nothing is learnt leaves the next one free to try.
      clock.advance(by: 900)
      try fixture.program.behave("exit 0")
      #expect(try await fixture.get(.other).status == 502)
      try fixture.behave()
      #expect(try await fixture.get(.other).status == 200)
    }
  }
}
