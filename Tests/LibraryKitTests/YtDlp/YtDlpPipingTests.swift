import Foundation
import LoopbackOrigin
import Synchronization
import TestSupport
import Testing

@testable import LibraryKit
@testable import TrackKit

/// What the real yt-dlp delivers of tracks in fragments, which are on a loopback origin.
@Suite(.timeLimit(.minutes(3)), .serialized) struct YtDlpPipingTests {
  private let id = testVideo("-bcdefghijk")

  /// What has come of a run so far.
  private final class Delivery: Sendable {
    private let state = Mutex<[UInt8]>([])
    var bytes: [UInt8] { state.withLock { $0 } }
    func add(_ bytes: [UInt8]) { state.withLock { $0 += bytes } }
  }

  private func run(
    _ container: HLSFixture.Container = .transportStream, seconds: Int = 20, timeout: Duration = .seconds(60),
    fragment: @escaping @Sendable (Int) -> Page? = { _ in nil },
    change: (inout LoopbackYtDlp.Video) -> Void = { _ in },
    _ body: (YtDlpResolver, LoopbackYtDlp, HLSFixture, LoopbackOrigin) async throws -> Void
  ) async throws {
    let origin = try await LoopbackOrigin.start()
    let fixture = try await HLSFixture.make(container, seconds: seconds)
    let url = fixture.publish(on: origin, as: "test", fragment: fragment)
    let ytDlp = try LoopbackYtDlp()
    var video = LoopbackYtDlp.Video(
      title: "Fragments",
      format: .init(id: "233", url: url, fileExtension: "mp4", codec: "mp4a.40.2", delivery: "m3u8_native"))
    change(&video)
    try ytDlp.answer(videos: [id: video])
    try await body(YtDlpResolver(options: ytDlp.options(timeout: timeout)), ytDlp, fixture, origin)
    try await origin.shutdown()
  }

  @Test func itHasNoURL() async throws {
    try await run { resolver, _, _, _ in
      await #expect { try await resolver.resolve(id, rendition: nil) } throws: { error in
        (error as? URLRefreshError)?.kind == .noDirectFormat
      }
    }
  }

  @Test(arguments: HLSFixture.Container.allCases) func allOfItComes(container: HLSFixture.Container)
    async throws
  {
    try await run(container) { resolver, _, fixture, _ in
      let delivery = Delivery()
      try await resolver.pipe(id) { delivery.add($0) }
      #expect(delivery.bytes.count == fixture.bytes.count)
      #expect(delivery.bytes == fixture.bytes)
    }
  }

  /// Its folder is gone, and nothing stands where the program itself does.
  @Test func nothingIsLeftBehind() async throws {
    try await run { resolver, ytDlp, _, _ in
      let seen = Mutex<[String]>([])
      try await resolver.pipe(id) { _ in
        let present = (try? Self.folders()) ?? []
        seen.withLock { $0 += present }
      }
      let ours = seen.withLock { Set($0) }
      #expect(!ours.isEmpty)
      // Another test may have its own at the moment.
      let question = try #require(try ytDlp.questions().first)
      #expect(ProcessTable.isGone(question.pid))
      try await until { try ours.isDisjoint(with: Self.folders()) || ours.count > 1 }
    }
  }

  private static func folders() throws -> [String] {
    let folder = FileManager.default.temporaryDirectory.path
    return try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasPrefix("ytmpd-tui-fragments-")
    }
  }

  private func until(_ condition: () throws -> Bool) async throws {
    while try !condition() { try await Task.sleep(for: .milliseconds(10)) }
  }

  @Test func whoIsCancelledLeavesNoProcess() async throws {
    // The second fragment never comes.
    try await run(fragment: { $0 == 1 ? .silence : nil }, change: { $0.startsChild = true }) {
      resolver, ytDlp, fixture, _ in
      let delivery = Delivery()
      let task = Task { try await resolver.pipe(id) { delivery.add($0) } }
      try await until { delivery.bytes.count >= fixture.fragments[0].bytes.count }
      let question = try #require(try ytDlp.questions().first)
      let child = try #require(question.child)
      #expect(!ProcessTable.isGone(question.pid) && !ProcessTable.isGone(child))
      task.cancel()
      await #expect { try await task.value } throws: { ($0 as? URLRefreshError)?.kind == .cancelled }
      for process in [question.pid, child] { try await ProcessTable.untilGone(process) }
    }
  }

  @Test func aRunThatDoesNotBeginIsTimedOut() async throws {
    try await run(timeout: .seconds(3), fragment: { _ in .silence }) { resolver, ytDlp, _, _ in
      await #expect { try await resolver.pipe(id) { _ in } } throws: {
        ($0 as? URLRefreshError)?.kind == .timeout
      }
      for question in try ytDlp.questions() { try await ProcessTable.untilGone(question.pid) }
    }
  }

  /// Once it has begun, the time is the listener's: a pause is as long as it likes.
  @Test func aRunThatHasBegunIsNot() async throws {
    // More than pipes and buffers hold, so that it can't end during the pause.
    try await run(seconds: 120, timeout: .seconds(10)) { resolver, _, fixture, _ in
      let delivery = Delivery()
      try await resolver.pipe(id) { bytes in
        if delivery.bytes.isEmpty {
          // Longer than the time for the first byte.
          try? await Task.sleep(for: .seconds(12))
        }
        delivery.add(bytes)
      }
      #expect(delivery.bytes == fixture.bytes)
    }
  }

  @Test func whoDoesNotTakeHoldsItUp() async throws {
    try await run(seconds: 120) { resolver, _, fixture, origin in
      let (gate, opening) = AsyncStream.makeStream(of: Void.self)
      let delivery = Delivery()
      let task = Task {
        try await resolver.pipe(id) { bytes in
          if delivery.bytes.isEmpty { for await _ in gate { break } }
          delivery.add(bytes)
        }
      }
      // No fragment is asked for any more, long before the last one.
      var last = -1
      var count = 0
      while count != last || count < 2 {
        last = count
        try await Task.sleep(for: .seconds(1))
        count = origin.requests.count
      }
      #expect(count < fixture.fragments.count / 2, "\(count) of \(fixture.fragments.count)")
      opening.yield()
      try await task.value
      #expect(delivery.bytes == fixture.bytes)
    }
  }

  @Test func aFragmentThatIsGoneEndsIt() async throws {
    try await run(fragment: { $0 >= 4 ? .status(404) : nil }) { resolver, _, fixture, _ in
      let delivery = Delivery()
      await #expect { try await resolver.pipe(id) { delivery.add($0) } } throws: { error in
        (error as? URLRefreshError)?.kind != .cancelled
      }
      #expect(delivery.bytes == fixture.fragments.prefix(4).flatMap(\.bytes))
    }
  }

  @Test func whatYouTubeRefusesIsTold() async throws {
    try await run(change: { $0.error = "This video has been removed by the uploader" }) { resolver, _, _, _ in
      await #expect { try await resolver.pipe(id) { _ in } } throws: {
        ($0 as? URLRefreshError)?.kind == .removed
      }
    }
  }

  /// ffmpeg reads a live stream, and has to be there.
  @Test func aLiveStreamComesUntilItEnds() async throws {
    let origin = try await LoopbackOrigin.start()
    let fixture = try await HLSFixture.make(.transportStream, seconds: 20)
    fixture.publish(on: origin, as: "live")
    let made = Atomic(4)
    origin.publish("/hls/live/list.m3u8") {
      let count = made.load(ordering: .relaxed)
      let isOver = count >= fixture.fragments.count
      return .bytes(
        isOver ? Array(fixture.playlist.utf8) : fixture.live(count),
        contentType: "application/vnd.apple.mpegurl")
    }
    let ytDlp = try LoopbackYtDlp()
    var video = LoopbackYtDlp.Video(
      title: "Live",
      format: .init(
        id: "91", url: "http://\(origin.authority)/hls/live/list.m3u8", fileExtension: "mp4",
        codec: "mp4a.40.2",
        delivery: "m3u8_native"))
    video.liveStatus = "is_live"
    try ytDlp.answer(videos: [id: video])
    let resolver = YtDlpResolver(options: ytDlp.options())
    let delivery = Delivery()
    let task = Task { try await resolver.pipe(id) { delivery.add($0) } }
    try await until { !delivery.bytes.isEmpty }
    #expect(delivery.bytes.first == 0x47, "a transport stream")
    made.store(fixture.fragments.count, ordering: .relaxed)
    try await task.value
    #expect(delivery.bytes.count > fixture.fragments[0].bytes.count)
    try await origin.shutdown()
  }

  @Test func whileYouTubeRefusesNothingIsRun() async throws {
    try await run { resolver, ytDlp, _, _ in
      let streams = StreamResolver(resolver: resolver, store: try TrackStore(), events: EventHub())
      #expect(streams.canPipe)
      streams.note(URLRefreshError(kind: .botCheck))
      await #expect { try await streams.pipe(id) { _ in } } throws: {
        ($0 as? URLRefreshError)?.kind == .breakerOpen
      }
      #expect(try ytDlp.questions().isEmpty)
      // And what a run meets is heard.
      try ytDlp.answer(videos: [id: .init(error: "Sign in to confirm you're not a bot")])
      let other = StreamResolver(resolver: resolver, store: try TrackStore(), events: EventHub())
      await #expect { try await other.pipe(id) { _ in } } throws: {
        ($0 as? URLRefreshError)?.kind == .botCheck
      }
      #expect(other.resolverStatus().resolver.state == .open)
    }
  }

  @Test func cookiesAreAsSafeAsInAnyRun() async throws {
    let jar = FileManager.default.temporaryDirectory.appending(path: "ytmpd-cookies-\(UUID()).txt")
    let text = "# Netscape HTTP Cookie File\n.youtube.com\tTRUE\t/\tTRUE\t4102444800\tSID\tvalue\n"
    try Data(text.utf8).write(to: jar)
    defer { unlink(jar.path) }
    let origin = try await LoopbackOrigin.start()
    let fixture = try await HLSFixture.make(.transportStream, seconds: 6)
    let ytDlp = try LoopbackYtDlp()
    try ytDlp.answer(videos: [
      id: .init(
        format: .init(
          id: "233", url: fixture.publish(on: origin, as: "cookies"), fileExtension: "mp4",
          codec: "mp4a.40.2",
          delivery: "m3u8_native"))
    ])
    let resolver = YtDlpResolver(options: ytDlp.options(arguments: ["--cookies", jar.path]))
    let delivery = Delivery()
    try await resolver.pipe(id) { delivery.add($0) }
    #expect(delivery.bytes == fixture.bytes)
    let question = try #require(try ytDlp.questions().first)
    #expect(!question.arguments.contains(jar.path), "a copy of its own")
    #expect(try String(contentsOf: jar, encoding: .utf8).contains("SID"))
    try await origin.shutdown()
  }
}
