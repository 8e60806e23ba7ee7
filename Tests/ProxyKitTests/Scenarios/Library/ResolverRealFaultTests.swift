import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// The real yt-dlp, whose extractor is slow, talks, or crashes.
@Suite(.timeLimit(.minutes(3)), .serialized) struct ResolverRealFaultTests {
  private let id = testVideo("-bcdefghijk")
  private let loopback: LoopbackYtDlp

  init() throws {
    loopback = try LoopbackYtDlp()
  }

  private func resolve(_ change: (inout LoopbackYtDlp.Video) -> Void) async throws -> Track {
    var video = LoopbackYtDlp.Video(title: "T", format: .init(url: "http://127.0.0.1:9/v?itag=251"))
    change(&video)
    try loopback.answer(videos: [id: video])
    return try await YtDlpResolver(options: loopback.options()).resolve(id, formatID: nil)
  }

  @Test func slowButInTime() async throws {
    #expect(try await resolve { $0.delay = 3 }.media != nil)
  }

  @Test func talksForMegabytes() async throws {
    #expect(try await resolve { $0.noise = 6_000_000 }.media?.formatID == "251")
    let error = await #expect(throws: URLRefreshError.self) {
      try await resolve {
        $0.noise = 6_000_000
        $0.error = "HTTP Error 429: Too Many Requests"
      }
    }
    #expect(error?.kind == .rateLimit)
  }

  @Test func crashesAndLeavesAChild() async throws {
    let error = await #expect(throws: URLRefreshError.self) {
      try await resolve {
        $0.startsChild = true
        $0.signal = SIGSEGV
      }
    }
    #expect(error?.kind == .other)
    #expect(error?.evidence == "it was ended by signal \(SIGSEGV)")
    let question = try #require(try loopback.questions().first)
    try await ProcessTable.untilGone(try #require(question.child))
    try await ProcessTable.untilGone(question.pid)
  }

  @Test func hasNoDirectURL() async throws {
    for delivery in ["m3u8_native", "http_dash_segments", "rtmp"] {
      let error = await #expect(throws: URLRefreshError.self) {
        try await resolve { $0.formats[0].delivery = delivery }
      }
      #expect(error?.kind == .noDirectFormat, "\(delivery)")
    }
    let none = await #expect(throws: URLRefreshError.self) { try await resolve { $0.formats = [] } }
    #expect(none?.kind == .noDirectFormat)
  }
}
