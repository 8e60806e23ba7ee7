import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Videos in several languages, numbered by the real yt-dlp.
@Suite(.timeLimit(.minutes(5)), .serialized) struct YtDlpLanguageTests {
  private typealias Stream = LoopbackYtDlp.Player.Stream

  private let id = testVideo("-bcdefghijk")
  private let loopback: LoopbackYtDlp

  init() throws {
    loopback = try LoopbackYtDlp()
  }

  private func stream(
    _ itag: Int, _ language: String, _ size: Int, lmt: Int = 1, isLevelled: Bool = false
  ) -> Stream {
    let isOriginal = language == "en-US"
    return Stream(
      itag, url: "http://127.0.0.1:9/v?itag=\(itag)&lang=\(language)&clen=\(size)&lmt=\(lmt)", size: size,
      trackID: "\(language).\(isOriginal ? 4 : 3)", trackName: isOriginal ? "English original" : language,
      // YouTube plays the dub to people where it is spoken.
      isDefault: language == "de", isLevelled: isLevelled)
  }

  private func answer(_ streams: [Stream]) throws {
    var video = LoopbackYtDlp.Video()
    video.player = .init(streams)
    try loopback.answer(videos: [id: video])
  }

  private func resolve(
    _ rendition: Rendition? = nil, arguments: [String] = [], format: AudioFormat = .opus
  ) async throws -> MediaSource {
    var options = loopback.options(arguments: arguments)
    options.audioFormat = format
    return try #require(try await YtDlpResolver(options: options).resolve(id, rendition: rendition).media)
  }

  private var dubbed: [Stream] {
    [
      stream(250, "en-US", 50), stream(251, "en-US", 100), stream(251, "en-US", 101, isLevelled: true),
      stream(251, "de", 102), stream(251, "fr", 103), stream(140, "de", 104), stream(140, "en-US", 105),
    ]
  }

  @Test func theOriginalInTheBestFormatPlays() async throws {
    for streams in [dubbed, dubbed.reversed()] {
      try answer(streams)
      let media = try await resolve()
      #expect(media.formatID == "251" && media.language == "en-US" && media.length == 100)
      #expect(try await resolve(format: .aac).length == 105)
      #expect(try await resolve(format: .best).length == 100)
    }
    try answer(dubbed + [stream(141, "en-US", 200), stream(774, "de", 300), stream(774, "en-US", 301)])
    #expect(try await resolve(format: .best).length == 301)
  }

  @Test func aRefreshFindsTheSameAgainWhereverItStands() async throws {
    try answer(dubbed)
    let first = try await resolve()
    let german = try await resolve(arguments: ["-f", "ba[format_id^=251][language=de]"])
    #expect(german.language == "de")
    try answer(dubbed.reversed())
    #expect(try await resolve(first.rendition).url == first.url)
    #expect(try await resolve(german.rendition).url == german.url)
    // The user's format is for what is not pinned.
    #expect(try await resolve(first.rendition, arguments: ["-f", "140-0"]).url == first.url)
  }

  @Test func whatIsGoneOrMadeAnewIsNotReplaced() async throws {
    let wanted = Rendition("251", language: "en-US", length: 100, modified: "1")
    for streams in [
      [stream(251, "de", 100)], [stream(251, "en-US", 99)], [stream(251, "en-US", 100, lmt: 2)],
      [stream(250, "en-US", 100)],
    ] {
      try answer(streams)
      let error = await #expect(throws: URLRefreshError.self) { try await resolve(wanted) }
      #expect(error?.kind == .noDirectFormat && error?.wantedFormat == "251")
      #expect(error?.sentence == "the format that the video was played in is gone")
    }
  }

  @Test func theUsersWordOutranksOurs() async throws {
    try answer(dubbed)
    #expect(try await resolve(arguments: ["-f", "250"]).length == 50)
    #expect(try await resolve(arguments: ["--format=250"]).length == 50)
    #expect(try await resolve(arguments: ["-S", "acodec:aac"]).length == 105)
    #expect(try await resolve(arguments: ["--format-sort", "+size"]).length == 50)
    #expect(try await resolve(format: .selector("ba[language=de][ext=m4a]")).length == 104)
  }

  @Test func theLibraryRemembersWhichOneItWas() async throws {
    try answer(dubbed)
    let store = try TrackStore()
    let resolver = StreamResolver(
      resolver: YtDlpResolver(options: loopback.options()), store: store, events: EventHub())
    let first = try await resolver.resolve(id, cause: "", priority: .background, formatID: nil)
    #expect(try store.track(id)?.media?.rendition == first.media?.rendition)
    #expect(try store.track(id)?.media?.rendition?.language == "en-US")
    try answer(dubbed.reversed())
    for format in ["251", "251-0", "251-1"] {
      let again = try await resolver.resolve(id, cause: "", priority: .background, formatID: format)
      #expect(again.media?.url == first.media?.url)
    }
  }
}
