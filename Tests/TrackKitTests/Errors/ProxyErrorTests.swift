import TestSupport
import Testing

@testable import TrackKit

/// What every failure that a listener can meet has in common.
@Suite struct ProxyErrorTests {
  static let causes: [(YouTubeStreamError.Cause, Disposition, isTimeout: Bool)] = [
    (.status(500), .retry, false), (.status(502), .retry, false), (.status(503), .retry, false),
    (.status(408), .retry, false), (.status(302), .retry, false), (.status(0), .retry, false),
    (.status(403), .refreshURL, false), (.status(404), .refreshURL, false),
    (.status(410), .refreshURL, false),
    (.status(400), .giveUp, false), (.status(401), .giveUp, false), (.status(451), .giveUp, false),
    (.tooManyRequests(retryAfter: nil), .retry, false),
    (.tooManyRequests(retryAfter: .seconds(30)), .retry, false), (.connect("refused"), .retry, false),
    (.connectTimeout(.seconds(10)), .retry, true), (.tls("it has expired"), .giveUp, false),
    (.idle(.seconds(20)), .retry, true), (.interrupted("reset"), .retry, false),
    (.mismatch("a page"), .retry, false), (.changed("format 140"), .giveUp, false),
    (.redirect("neither http nor https"), .giveUp, false), (.redirectLoop, .retry, false),
    (.playerBlocked, .giveUp, false), (.stalled(.seconds(120)), .giveUp, true),
  ]

  @Test(arguments: causes)
  func streamError(cause: YouTubeStreamError.Cause, disposition: Disposition, isTimeout: Bool) {
    let error = YouTubeStreamError(cause, offset: 1234)
    #expect(error.cause == cause)
    #expect(error.offset == 1234)
    #expect(error.disposition == disposition)
    #expect(error.isTimeout == isTimeout)
    expectOneSentence(error)
  }

  @Test(arguments: URLRefreshError.Kind.allCases) func refreshError(kind: URLRefreshError.Kind) {
    let error = URLRefreshError(kind: kind, exitCode: 1)
    #expect(error.kind == kind && error.exitCode == 1)
    let passes: Set<URLRefreshError.Kind> = [.network, .timeout, .other]
    #expect(error.disposition == (passes.contains(kind) ? .retry : .giveUp))
    let asksForPeace: Set<URLRefreshError.Kind> = [.botCheck, .rateLimit, .signInRequired]
    #expect(error.opensBreaker == asksForPeace.contains(kind))
    expectOneSentence(error)
  }

  @Test func trackNotFound() {
    let error = TrackNotFoundError(id: .test)
    #expect(error.disposition == .giveUp)
    #expect(error.sentence.contains("dQw4w9WgXcQ"))
  }

  private func expectOneSentence(_ error: any ProxyError) {
    #expect(error.sentence.count > 8)
    #expect(error.description == error.sentence)
    #expect(!error.sentence.contains { $0.isNewline } && !error.sentence.contains("://"))
  }
}
