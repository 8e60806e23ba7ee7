import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Refusals of YouTube's, put into words by the real yt-dlp.
@Suite(.timeLimit(.minutes(5)), .serialized) struct YtDlpRefusalTests {
  private let id = testVideo("-bcdefghijk")
  private let loopback: LoopbackYtDlp

  init() throws {
    loopback = try LoopbackYtDlp()
  }

  private func refusal(_ player: LoopbackYtDlp.Player) async throws -> URLRefreshError {
    var video = LoopbackYtDlp.Video()
    video.player = player
    try loopback.answer(videos: [id: video])
    let resolver = YtDlpResolver(options: loopback.options())
    return try #require(
      await #expect(throws: URLRefreshError.self) { try await resolver.resolve(id, formatID: nil) })
  }

  @Test(
    arguments: [
      (.signInRequired, "Please sign in", nil),
      (.botCheck, "Sign in to confirm you\u{2019}re not a bot", nil),
      (.rateLimit, "This content isn't available, try again later.", nil),
      (.privateVideo, "Private video", "Sign in if you've been granted access to this video"),
      (.geoBlocked, "Video unavailable", "The uploader has not made this video available in your country"),
      (.ageRestricted, "Sign in to confirm your age", "This video may be inappropriate for some users."),
      (.outdated, "The page needs to be reloaded.", nil),
      (
        .notOnThisApp, "The following content is not available on this app.",
        "Watch on the latest version of YouTube."
      ),
      (.processing, "Video unavailable", "We're processing this video. Check back later."),
      (.premiumOnly, "This video is only available to Music Premium members", nil),
      (
        .accountTerminated, "Video unavailable",
        "This video is no longer available because the YouTube account associated with this video has been terminated."
      ),
    ] as [(URLRefreshError.Kind, String, String?)])
  func isTold(_ kind: URLRefreshError.Kind, _ reason: String, _ subreason: String?) async throws {
    let error = try await refusal(.init(reason: reason, subreason: subreason))
    #expect(error.kind == kind)
    #expect(!error.evidence.contains("cookies") && !error.evidence.contains("recommended"))
    if kind == .signInRequired { #expect(error.sentence.contains("cookies") && error.opensBreaker) }
  }

  @Test func whatHasNotBegunTellsWhen() async throws {
    let error = try await refusal(.init(reason: "This live event will begin in 3 hours."))
    #expect(error.kind == .notBegun)
    let left = try #require(error.retryAt).timeIntervalSinceNow
    #expect(left > 3 * 3600 - 120 && left <= 3 * 3600)
    #expect(error.sentence.contains("it begins about 20"))
  }

  @Test func encryptionAndCaptchasAreTold() async throws {
    var player = LoopbackYtDlp.Player([])
    player.isEncrypted = true
    #expect(try await refusal(player).kind == .drmProtected)
    player = .init(reason: "Video unavailable")
    player.asksForCaptcha = true
    #expect(try await refusal(player).kind == .botCheck)
  }
}
