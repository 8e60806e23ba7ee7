import FoundationEssentials
import Testing

@testable import TrackKit

@Suite struct FailureClassTests {
  @Test func `every kind has a word of its own`() {
    let words = URLRefreshError.Kind.allCases.map(\.word)
    #expect(Set(words).count == words.count)
    for word in words {
      #expect(word.allSatisfy { $0.isASCII && $0.isLowercase || $0 == "-" } && !word.isEmpty, "\(word)")
    }
  }

  @Test(arguments: URLRefreshError.Kind.allCases)
  func `a track's own failure marks it, what is around it doesn't`(kind: URLRefreshError.Kind) {
    let error = URLRefreshError(kind: kind)
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    let fault = error.failureClass.fault
    #expect((fault == .track) == error.isTracksOwn)
    #expect((fault == .origin) == (kind == .sabrOnly))
    let mark = TrackMark(error, now: now)
    #expect((mark == nil) == (fault == .surroundings))
    #expect(mark.map { $0.word == kind.word && $0.nextTry == error.nextTry(after: now) } ?? true)
  }

  @Test func `an unknown refusal counts when it is about the video`() {
    var error = URLRefreshError(kind: .other, exitCode: 1, evidence: "The moon is full")
    #expect(error.failureClass == FailureClass("other", .surroundings))
    error.isAboutVideo = true
    #expect(error.failureClass == FailureClass("other", .origin))
  }

  @Test func `a mark rests until its next try`() {
    let now = Date(timeIntervalSince1970: 1_800_000_000)
    var mark = TrackMark(word: "private", reason: "r", date: now, nextTry: now + 86_400)
    #expect(mark.rests(at: now) && mark.rests(at: now + 86_399) && !mark.rests(at: now + 86_400))
    #expect(!mark.rests(at: now - 3600), "the clock was put back")
    mark.nextTry = nil
    #expect(!mark.rests(at: now))
  }

  @Test(
    arguments: [
      (.status(403), "refused", .origin), (.status(404), "refused", .origin),
      (.status(451), "refused", .origin),
      (.status(500), "server-error", .origin), (.status(503), "server-error", .origin),
      (.status(408), "network", .surroundings), (.status(511), "network", .surroundings),
      (.tooManyRequests(retryAfter: nil), "rate-limit", .surroundings),
      (.connect("x"), "network", .surroundings), (.connectTimeout(.seconds(1)), "network", .surroundings),
      (.page("text/html"), "network", .surroundings), (.interrupted("x"), "network", .surroundings),
      (.proxy("x"), "proxy", .surroundings), (.proxyRefusal("x"), "proxy", .surroundings),
      (.tls("x"), "certificate", .surroundings), (.idle(.seconds(1)), "silence", .surroundings),
      (.stalled(.seconds(1)), "silence", .surroundings), (.slow(1, needs: 2), "slow", .surroundings),
      (.mismatch("x"), "other-media", .origin),
      (.otherType("x"), "other-media", .origin), (.changed("x"), "other-media", .origin),
      (.redirect("x"), "redirect", .origin), (.redirectLoop, "redirect", .origin),
      (.playerBlocked, "player-blocked", .surroundings),
    ] as [(YouTubeStreamError.Cause, String, FailureClass.Fault)])
  func `the origin's failures`(
    row: (cause: YouTubeStreamError.Cause, word: String, fault: FailureClass.Fault)
  ) {
    let failure = YouTubeStreamError(row.cause, offset: 0).failureClass
    #expect(failure == FailureClass(row.word, row.fault))
  }
}
