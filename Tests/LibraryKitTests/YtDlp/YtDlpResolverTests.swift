import Foundation
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// Runs the real yt-dlp, with a plug-in that answers for YouTube; see ``LoopbackYtDlp``.
@Suite(.timeLimit(.minutes(5)), .serialized) struct YtDlpResolverTests {
  private let id = testVideo("-bcdefghijk")
  private let loopback: LoopbackYtDlp

  init() throws {
    loopback = try LoopbackYtDlp()
  }

  private func failure(_ options: YtDlpOptions) async -> URLRefreshError? {
    await #expect(throws: URLRefreshError.self) {
      try await YtDlpResolver(options: options).resolve(id, formatID: nil)
    }
  }

  private func isAlive(_ pid: Int32) -> Bool { kill(pid, 0) == 0 }

  /// The process was killed, but whoever adopted it may not have reaped it yet.
  private func isGone(_ pid: Int32) -> Bool {
    guard isAlive(pid) else { return true }
    let status = FileManager.default.contents(atPath: "/proc/\(pid)/stat") ?? Data()
    return String(decoding: status, as: UTF8.self).contains(") Z ")
  }

  /// Whoever is killed takes a moment to die; one that was not is met by the suite's time limit.
  private func untilGone(_ pid: Int32) async {
    while !isGone(pid) { await Task.yield() }
  }

  @Test func resolvesAnIDThatLooksLikeAnOption() async throws {
    var video = LoopbackYtDlp.Video(title: "A - B\n(Official)", artists: ["A", "Ç"])
    video.track = "B “x”"
    video.album = "D"
    video.duration = 12.5
    // Later than that YouTube never asks for.
    let soon = (Date().timeIntervalSince1970 + 300).rounded()
    video.availableAt = soon
    video.formats = [
      .init(id: "250", url: "http://127.0.0.1:9/low"),
      .init(
        id: "251", url: "http://127.0.0.1:9/v?itag=251", size: 4321, headers: ["X-Test": "y"],
        chunkSize: 1_048_576),
    ]
    try loopback.answer(videos: [id: video])
    let track = try await YtDlpResolver(options: loopback.options()).resolve(id, formatID: nil)
    #expect(track.displayName == "A, Ç - B “x”")
    #expect(track.album == "D" && track.duration == .seconds(12.5))
    let media = try #require(track.media)
    #expect(media.url == "http://127.0.0.1:9/v?itag=251")
    #expect(media.formatID == "251" && media.contentType == "audio/webm" && media.length == 4321)
    #expect(media.chunkLimit == 1_048_576)
    #expect(media.availableAt == Date(timeIntervalSince1970: soon))
    #expect(media.headers.contains(HeaderField(name: "X-Test", value: "y")))
    #expect(abs(media.resolvedAt.timeIntervalSinceNow) < 60)

    let pinned = try await YtDlpResolver(options: loopback.options()).resolve(id, formatID: "250")
    #expect(pinned.media?.url == "http://127.0.0.1:9/low")
    #expect(try loopback.questions().map(\.id) == [id.rawValue, id.rawValue])
  }

  @Test func failuresAreTold() async throws {
    try loopback.answer(videos: [id: .init(error: "Private video. Sign in if you've been granted access")])
    #expect(await failure(loopback.options())?.kind == .privateVideo)
    try loopback.answer(videos: [:])
    #expect(await failure(loopback.options())?.kind == .removed)
    try loopback.answer(videos: [
      id: .init(format: .init(id: "hls", url: "http://127.0.0.1:9/x", delivery: "m3u8_native"))
    ])
    let noFormat = await failure(loopback.options())
    #expect(noFormat?.kind == .noDirectFormat)
    #expect(noFormat?.exitCode == 1)
    let badOption = await failure(loopback.options(arguments: ["--frobnicate"]))
    #expect(badOption?.kind == .badArguments && badOption?.exitCode == 2)
    #expect(badOption?.evidence == "no such option: --frobnicate")
  }

  @Test(arguments: ["/etc/passwd", "/etc"])
  func aProgramThatCannotBeRunIsTold(_ program: String) async throws {
    let error = await failure(YtDlpOptions(program: program))
    #expect(error?.kind == .notExecutable)
    #expect(program.hasSuffix(error?.evidence ?? "?"))
  }

  @Test func aProgramWithoutItsInterpreterIsTold() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("orphan-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    for text in ["#!/nonexistent/python3\n", "\u{7F}ELF nonsense"] {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
      #expect(await failure(YtDlpOptions(program: path))?.kind == .notExecutable)
    }
  }

  @Test(arguments: ["/nonexistent/yt-dlp", "no-such-program-anywhere"])
  func aMissingProgramIsTold(_ program: String) async throws {
    let error = await failure(YtDlpOptions(program: program))
    #expect(error?.kind == .notInstalled)
    #expect(error?.evidence == program)
  }

  @Test func timeIsLimitedForTheWholeProcessGroup() async throws {
    var video = LoopbackYtDlp.Video(format: .init(url: "http://127.0.0.1:9/x"))
    video.startsChild = true
    video.delay = 600
    try loopback.answer(videos: [id: video])
    // yt-dlp takes a second or more to start; the question must have come before time is up.
    let error = await failure(loopback.options(timeout: .seconds(15)))
    #expect(error?.kind == .timeout)
    let question = try #require(try loopback.questions().first)
    let child = try #require(question.child)
    #expect(isGone(question.pid))
    await untilGone(child)
  }

  @Test func cancellingEndsTheWholeProcessGroup() async throws {
    var video = LoopbackYtDlp.Video(format: .init(url: "http://127.0.0.1:9/x"))
    video.startsChild = true
    video.delay = 600
    try loopback.answer(videos: [id: video])
    let resolver = YtDlpResolver(options: loopback.options())
    let task = Task { [id] in try await resolver.resolve(id, formatID: nil) }
    while try loopback.questions().isEmpty { await Task.yield() }
    task.cancel()
    let error = await #expect(throws: URLRefreshError.self) { try await task.value }
    #expect(error?.kind == .cancelled)
    let question = try #require(try loopback.questions().first)
    let child = try #require(question.child)
    #expect(isGone(question.pid))
    await untilGone(child)
  }

  @Test func aHelperThatOutlivesYtDlpIsEnded() async throws {
    var video = LoopbackYtDlp.Video(format: .init(url: "http://127.0.0.1:9/x"))
    video.startsChild = true
    try loopback.answer(videos: [id: video])
    _ = try await YtDlpResolver(options: loopback.options()).resolve(id, formatID: nil)
    let child = try #require(try loopback.questions().first?.child)
    await untilGone(child)
  }

  @Test func aProgramThatTalksTooMuchIsEnded() async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("talker-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try "#!/bin/sh\nexec yes\n".write(toFile: path, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    let error = await failure(YtDlpOptions(program: path))
    #expect(error?.kind == .other)
    #expect(error?.evidence.contains("printed more") == true)
  }

  @Test func listsAPlaylist() async throws {
    let entries: [LoopbackYtDlp.Entry] = [
      .init(id: "-bcdefghijk", title: "One", duration: 61, channel: "Band - Topic"),
      .init(id: "aaaaaaaaaaa", title: "[Private video]"), .init(id: "bbbbbbbbbbb", title: "[Deleted video]"),
      .init(id: "ccccccccccc", title: "夜に\n駆ける", channel: "YOASOBI"),
      .init(id: "-bcdefghijk", title: "One", duration: 61, channel: "Band - Topic"),
    ]
    try loopback.answer(videos: [:], playlists: ["PLxyz": .init(title: "Liked", entries: entries)])
    let (progress, continuation) = AsyncStream.makeStream(of: Int.self)
    let playlist = try await YtDlpResolver(options: loopback.options())
      .list("https://www.youtube.com/playlist?list=PLxyz") { count, _ in continuation.yield(count) }
    continuation.finish()
    #expect(playlist.title == "Liked")
    #expect(playlist.entries.map(\.displayName) == ["Band - One", "YOASOBI - 夜に 駆ける", "Band - One"])
    #expect(playlist.entries.first?.duration == .seconds(61))
    #expect(
      playlist.leftOut == [
        .init(reference: "aaaaaaaaaaa", reason: .isPrivate),
        .init(reference: "bbbbbbbbbbb", reason: .deleted),
      ])
    #expect(playlist.problem == nil && !playlist.isCut && playlist.nested.isEmpty)
    #expect(await progress.reduce(into: []) { $0.append($1) } == [1, 2, 3, 4, 5])
  }

  @Test func whatIsNoSongForEverybodyIsLeftOut() async throws {
    var entries = (0..<7).map { LoopbackYtDlp.Entry(id: "aaaaaaaaaa\($0)", title: "T\($0)", channel: "U") }
    entries[0].availability = "subscriber_only"
    entries[1].availability = "premium_only"
    entries[2].availability = "private"
    entries[3].liveStatus = "is_live"
    entries[4].liveStatus = "is_upcoming"
    entries[5].liveStatus = "was_live"
    entries[5].availability = "unlisted"
    entries[6].availability = "needs_auth"
    entries[6].channel = "Band - Topic"
    try loopback.answer(videos: [:], playlists: ["PLxyz": .init(title: "L", entries: entries)])
    let list = try await YtDlpResolver(options: loopback.options())
      .list("https://www.youtube.com/playlist?list=PLxyz")
    #expect(list.entries.map(\.title) == ["T5", "T6"])
    #expect(list.official.map(\.rawValue) == ["aaaaaaaaaa6"])
    #expect(list.leftOut.map(\.reason) == [.members, .premium, .isPrivate, .live, .upcoming])
    #expect(list.leftOut.map(\.line).first == "T0 (for members)")
  }

  @Test func anEmptyPlaylistHasItsTitle() async throws {
    try loopback.answer(videos: [:], playlists: ["PLxyz": .init(title: "Nothing \"yet\"\n", entries: [])])
    let list = try await YtDlpResolver(options: loopback.options())
      .list("https://www.youtube.com/playlist?list=PLxyz")
    #expect(list == ListedPlaylist(title: "Nothing \"yet\""))
  }

  @Test func tenThousandFormatsAndAGiantTitle() async throws {
    var video = LoopbackYtDlp.Video(title: String(repeating: "夜\n", count: 5000))
    video.formats = (0..<10_000).map {
      .init(id: "x\($0)", url: "http://127.0.0.1:9/\($0)", delivery: "m3u8")
    }
    video.formats += [
      .init(id: "251", url: ""), .init(id: "251", url: "http://127.0.0.1:9/one"),
      .init(id: "251", url: "http://127.0.0.1:9/two"),
    ]
    try loopback.answer(videos: [id: video])
    // yt-dlp itself needs seconds of a core for them, and has a part of one core when all tests run at once.
    let options = loopback.options(timeout: .seconds(240))
    let track = try await YtDlpResolver(options: options).resolve(id, formatID: nil)
    #expect(track.media?.formatID == "251" && track.media?.url.hasPrefix("http://127.0.0.1:9/") == true)
    #expect(track.title.count <= 500 && !track.title.contains("\n"))
  }

  @Test func aListThatBreaksOffIsKept() async throws {
    let url = "https://www.youtube.com/playlist?list=PLxyz"
    let entries = [LoopbackYtDlp.Entry(id: "-bcdefghijk", title: "One")]
    let resolver = YtDlpResolver(options: loopback.options())
    try loopback.answer(
      videos: [:],
      playlists: ["PLxyz": .init(title: "L", entries: entries, failure: "HTTP Error 429: Too Many Requests")])
    let playlist = try await resolver.list(url)
    #expect(playlist.entries.count == 1)
    #expect(playlist.problem?.kind == .rateLimit)
    try loopback.answer(
      videos: [:],
      playlists: [
        "PLxyz": .init(title: "L", entries: [], error: "YouTube said: The playlist does not exist.")
      ])
    let error = await #expect(throws: URLRefreshError.self) { try await resolver.list(url) }
    #expect(error?.kind == .removed)
  }

  @Test func aListThatLostItsEndIsNotWhole() async throws {
    var list = LoopbackYtDlp.Playlist(title: "L", entries: [.init(id: "-bcdefghijk", title: "One")])
    list.warning = "Incomplete data received. Giving up after 1 retries"
    try loopback.answer(videos: [:], playlists: ["PLxyz": list])
    let resolver = YtDlpResolver(options: loopback.options())
    let playlist = try await resolver.list("https://www.youtube.com/playlist?list=PLxyz")
    #expect(playlist.entries.count == 1)
    #expect(playlist.problem?.kind == .network)
    #expect(playlist.problem?.evidence.contains("Incomplete data received") == true)
    list.warning = "Incomplete data received. Retrying (1/3)..."
    try loopback.answer(videos: [:], playlists: ["PLxyz": list])
    #expect(try await resolver.list("https://www.youtube.com/playlist?list=PLxyz").problem == nil)
  }

  @Test func moreThanIsAskedForIsTold() async throws {
    let entries = (0..<5).map { LoopbackYtDlp.Entry(id: "aaaaaaaaaa\($0)", title: "T\($0)") }
    try loopback.answer(videos: [:], playlists: ["PLxyz": .init(title: "L", entries: entries)])
    let resolver = YtDlpResolver(options: loopback.options())
    let url = "https://www.youtube.com/playlist?list=PLxyz"
    let cut = try await resolver.list(url, limit: 4)
    #expect(cut.entries.map(\.title) == ["T0", "T1", "T2", "T3"] && cut.isCut)
    let whole = try await resolver.list(url, limit: 5)
    #expect(whole.entries.count == 5 && !whole.isCut)
  }

  @Test func searchesChannelsAndPlaylistsOfPlaylistsAreListed() async throws {
    var channel = LoopbackYtDlp.Playlist(title: "Band", entries: [])
    channel.tabs = [
      .init(
        title: "Band - Videos",
        entries: [.init(id: "aaaaaaaaaaa", title: "A"), .init(id: "bbbbbbbbbbb", title: "B")]),
      .init(title: "Band - Shorts", entries: [.init(id: "ccccccccccc", title: "C")]),
    ]
    var album = LoopbackYtDlp.Entry(id: "OLAK5uy_x", title: "LP")
    album.url = "https://www.youtube.com/playlist?list=OLAK5uy_x"
    var elsewhere = LoopbackYtDlp.Entry(id: "x", title: "Not ours to follow")
    elsewhere.url = "http://127.0.0.1:9/secret"
    try loopback.answer(
      videos: [:],
      playlists: [
        "@band": channel, "@releases": .init(title: "Band - Releases", entries: [album, elsewhere]),
      ],
      searches: [
        "quiet song; --exec x": [.init(id: "-bcdefghijk", title: "Q", duration: 9, channel: "Q - Topic")]
      ])
    let resolver = YtDlpResolver(options: loopback.options())
    let tabs = try await resolver.list("https://www.youtube.com/@band")
    #expect(tabs.entries.map(\.title) == ["A", "B", "C"] && tabs.title == "Band - Videos")
    let releases = try await resolver.list("https://www.youtube.com/@releases")
    #expect(
      releases.nested == [
        .init(url: "https://www.youtube.com/playlist?list=OLAK5uy_x", title: "LP", position: 0)
      ])
    #expect(releases.leftOut.map(\.reason) == [.noVideo])
    let search = try await resolver.list(YouTubeReference.search(" quiet  song; --exec x", count: 3))
    #expect(search.entries.map(\.displayName) == ["Q - Q"])
    #expect(try await resolver.list(YouTubeReference.search("nothing like it", count: 3)).entries.isEmpty)
  }

  @Test func versionIsADate() async throws {
    let version = try await YtDlpResolver(options: loopback.options()).version()
    #expect(version.hasPrefix("20"))
  }
}
