import TestSupport
import Testing
import TrackKit

@testable import ProxyKit

/// The status of the answer to a request that fails before its first byte.
@Suite struct RejectionTests {
  @Test(
    arguments: [
      (.status(500), 502), (.status(403), 502), (.status(451), 502), (.tooManyRequests(retryAfter: nil), 502),
      (.connect("refused"), 502), (.connectTimeout(.seconds(10)), 504), (.tls("it has expired"), 502),
      (.idle(.seconds(20)), 504), (.interrupted("reset"), 502), (.mismatch("a page"), 502),
      (.changed("format 140"), 502), (.redirectLoop, 502), (.playerBlocked, 502),
      (.stalled(.seconds(120)), 504),
    ] as [(YouTubeStreamError.Cause, Int)])
  func ofAStreamError(_ cause: YouTubeStreamError.Cause, _ status: Int) {
    #expect(StreamSession.rejection(for: YouTubeStreamError(cause, offset: 1234)).status == status)
  }

  @Test(arguments: URLRefreshError.Kind.allCases) func ofARefreshError(_ kind: URLRefreshError.Kind) {
    let error = URLRefreshError(kind: kind, exitCode: 1)
    let rejection = StreamSession.rejection(for: error)
    let isBusy = error.opensBreaker || kind == .breakerOpen
    #expect(rejection.status == (isBusy ? 503 : kind == .timeout ? 504 : 502))
    #expect((rejection.retryAfter != nil) == isBusy)
  }

  @Test func ofAnUnknownTrack() {
    #expect(StreamSession.rejection(for: TrackNotFoundError(id: .test)).status == 404)
  }
}
