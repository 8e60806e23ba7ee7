import FoundationEssentials
import LibraryKit
import MPDKit
import Synchronization
import Testing
import TrackKit

@testable import ytmpd_tui

private let now = Date(timeIntervalSince1970: 1_800_000_000)

private func video(_ number: Int) -> VideoID {
  guard let id = VideoID("prefetch\(100 + number)") else { preconditionFailure("no video id") }
  return id
}

/// A URL that became stale, or will, at so many seconds from now.
private func media(staleIn seconds: Double) -> MediaSource {
  MediaSource(url: "https://x/y", resolvedAt: now.addingTimeInterval(seconds - 5 * 3600))
}

private typealias Candidate = PrefetchPolicy.Candidate

struct PrefetchPolicyTests {
  private let policy = PrefetchPolicy(freshness: URLFreshness())

  @Test func `a song without a URL is due, the first one first`() {
    let songs = [
      Candidate(id: video(1), media: media(staleIn: 3600), startsIn: .seconds(60)),
      Candidate(id: video(2), media: nil, startsIn: .seconds(200)),
      Candidate(id: video(3), media: media(staleIn: -1), startsIn: .seconds(300)),
    ]
    #expect(
      policy.decide(songs, refusedFor: nil, now: now)
        == .resolve(video(2), cause: "fetching URL (plays next)"))
    guard case .resolve(let id, let cause) = policy.decide([songs[2]], refusedFor: nil, now: now) else {
      Issue.record("an expired URL is not due")
      return
    }
    #expect(id == video(3) && cause == "URL 5 h 00 min old (plays next)")
  }

  @Test(arguments: [(7200.0, false), (1000, false), (161, false), (159, true), (10, true)])
  func `a URL must still be good when the song starts`(staleIn: Double, isDue: Bool) {
    let song = Candidate(id: video(1), media: media(staleIn: staleIn), startsIn: .seconds(100))
    let decision = policy.decide([song], refusedFor: nil, now: now)
    let due = PrefetchPolicy.Decision.resolve(
      video(1), cause: "URL would have expired when its turn comes")
    #expect(decision == (isDue ? due : .wait(nil)))
  }

  @Test func `while paused, URLs are looked at again when they expire`() {
    let songs = [
      Candidate(id: video(1), media: media(staleIn: 5000), startsIn: nil),
      Candidate(id: video(2), media: media(staleIn: 3000), startsIn: nil),
    ]
    #expect(policy.decide(songs, refusedFor: nil, now: now) == .wait(.seconds(3000)))
    #expect(policy.decide([], refusedFor: nil, now: now) == .wait(nil))
  }

  @Test func `nothing is asked while the breaker is open`() {
    let song = Candidate(id: video(1), media: nil, startsIn: .zero)
    #expect(policy.decide([song], refusedFor: .seconds(600), now: now) == .wait(.seconds(600)))
    #expect(policy.decide([song], refusedFor: .zero, now: now) == .wait(.seconds(5)))
    #expect(policy.decide([], refusedFor: .seconds(600), now: now) == .wait(nil))
  }

  @Test func `what failed is left alone, longer each time`() {
    var policy = policy
    let song = Candidate(id: video(1), media: nil, startsIn: .zero)
    var time = now
    for pause in [30.0, 60, 120, 240, 480, 960, 960] {
      policy.note(video(1), URLRefreshError(kind: .network), now: time)
      #expect(policy.decide([song], refusedFor: nil, now: time) == .wait(.seconds(pause)))
      time.addTimeInterval(pause)
      guard case .resolve = policy.decide([song], refusedFor: nil, now: time) else {
        Issue.record("not tried again after \(pause) s")
        return
      }
    }
    policy.note(video(1), URLRefreshError(kind: .privateVideo), now: time)
    #expect(policy.decide([song], refusedFor: nil, now: time) == .wait(.seconds(86_400)))
    // The others go on meanwhile.
    let other = Candidate(id: video(2), media: nil, startsIn: .zero)
    guard case .resolve(video(2), _) = policy.decide([song, other], refusedFor: nil, now: time) else {
      Issue.record("the song behind a failing one is not resolved")
      return
    }
    // A clock that was put back holds nothing up.
    guard case .resolve = policy.decide([song], refusedFor: nil, now: time.addingTimeInterval(-86_400)) else {
      Issue.record("held up by a clock that was put back")
      return
    }
  }

  /// The mark outlives the program, and a premiere has its own time.
  @Test func `a marked song is left alone until its next try`() {
    var song = Candidate(id: video(1), media: nil, startsIn: .zero)
    song.mark = TrackMark(word: "private", reason: "r", date: now, nextTry: now.addingTimeInterval(86_400))
    #expect(policy.decide([song], refusedFor: nil, now: now) == .wait(.seconds(86_400)))
    #expect(
      policy.decide([song], refusedFor: nil, now: now.addingTimeInterval(86_400))
        == .resolve(video(1), cause: "fetching URL (plays next)"))
    // A mark without a next try, such as the origin's, holds nothing up.
    song.mark = TrackMark(word: "refused", reason: "r", date: now)
    #expect(
      policy.decide([song], refusedFor: nil, now: now)
        == .resolve(video(1), cause: "fetching URL (plays next)"))
    var policy = policy
    song.mark = nil
    policy.note(
      video(1), URLRefreshError(kind: .notBegun, retryAt: now.addingTimeInterval(7200)), now: now)
    #expect(policy.decide([song], refusedFor: nil, now: now) == .wait(.seconds(7200)))
    // A person asked meanwhile, and it could be had.
    song.media = MediaSource(url: "https://x/y", resolvedAt: now.addingTimeInterval(60))
    let later = now.addingTimeInterval(6000 + 5 * 3600)
    guard case .resolve = policy.decide([song], refusedFor: nil, now: later) else {
      Issue.record("held up by a failure before the last URL")
      return
    }
  }

  @Test func `what says nothing of the song holds it up for moments`() {
    var policy = policy
    policy.note(video(1), URLRefreshError(kind: .breakerOpen), now: now)
    let song = Candidate(id: video(1), media: nil, startsIn: .zero)
    #expect(policy.decide([song], refusedFor: nil, now: now) == .wait(.seconds(5)))
  }

  @Test func `a URL that is short-lived from the start is not resolved over and over`() {
    var policy = policy
    policy.note(video(1), nil, now: now)
    let song = Candidate(id: video(1), media: media(staleIn: 100), startsIn: .seconds(200))
    #expect(policy.decide([song], refusedFor: nil, now: now) == .wait(.seconds(60)))
  }
}

/// Answers at once, and notes the questions.
private final class NotingResolver: TrackResolving {
  let asked = Mutex<[(VideoID, ResolvePriority)]>([])
  let store: TrackStore
  let questions = AsyncStream.makeStream(of: VideoID.self)

  init(store: TrackStore) { self.store = store }

  func resolve(
    _ id: VideoID, cause: String, priority: ResolvePriority, formatID: String?
  ) async throws(URLRefreshError) -> Track {
    asked.withLock { $0.append((id, priority)) }
    let track = Track(id: id, title: "T", media: MediaSource(url: "https://x/y", resolvedAt: Date()))
    do throws(StoreError) {
      try await store.offPool { store throws(StoreError) in try store.saveResolved(track) }
    } catch {
      throw URLRefreshError(kind: .other, evidence: error.sentence)
    }
    questions.continuation.yield(id)
    return track
  }

  func resolverStatus() -> (refreshes: ProxyStatus.Refreshes, resolver: ProxyStatus.Resolver) {
    (ProxyStatus.Refreshes(), ProxyStatus.Resolver())
  }
}

@Suite(.timeLimit(.minutes(5))) struct PrefetchTests {
  /// The song at `position` plays, of a queue of five, the third of which is nobody's.
  private static func snapshot(at position: Int) -> MPDSnapshot {
    var status = MPDStatus()
    status.state = .playing
    status.songPosition = position
    status.elapsed = .zero
    status.duration = .seconds(100)
    let queue = (0..<5).map { number in
      MPDSong(
        uri: number == 2 ? "http://elsewhere/x" : "http://localhost:8080/proxy/\(video(number))",
        id: MPDSongID(rawValue: UInt32(number)), position: number, duration: .seconds(100))
    }
    return MPDSnapshot(status: status, song: queue[position], queue: queue)
  }

  /// Two songs at least, and as many more as make up five minutes.
  @Test(
    arguments: [
      ([200, 200, 200, 200], 2), ([100, 100, 100, 100, 100], 3), ([20, 20, 20, 20], 4), ([nil, nil, nil], 2),
      ([20, nil, 20, 20], 2), ([400], 1), ([], 0),
    ] as [([Int?], Int)])
  func `short songs are fetched ahead in greater number`(lengths: [Int?], count: Int) {
    let urls = TrackURL(base: "http://localhost:8080", port: 8080)
    let queue = ([200] + lengths).enumerated().map { number, seconds in
      MPDSong(
        uri: "http://localhost:8080/proxy/\(video(number))", id: MPDSongID(rawValue: UInt32(number)),
        position: number, duration: seconds.map { .seconds($0) })
    }
    let snapshot = MPDSnapshot(status: Self.snapshot(at: 0).status, song: queue[0], queue: queue)
    let ahead = Prefetch.songsAhead(snapshot.upcoming(30), atLeast: 2, videoID: urls.track(behind:))
    #expect(ahead == (0..<count).map { video($0 + 1) })
  }

  @Test func `the next songs are resolved in their order, in the background, once`() async throws {
    let store = try TrackStore()
    try store.register((0..<5).map { Track(id: video($0), title: "T\($0)") })
    let resolver = NotingResolver(store: store)
    let urls = TrackURL(base: "http://localhost:8080", port: 8080)
    let prefetch = Prefetch(
      .init(
        count: { 2 }, freshness: { URLFreshness() },
        track: { id throws(StoreError) in
          try await store.offPool { store throws(StoreError) in try store.storedTrack(id) }
        }, videoID: urls.track(behind:), resolver: resolver, refusedFor: { nil }))
    let task = Task { await prefetch.run() }
    var questions = resolver.questions.stream.makeAsyncIterator()
    prefetch.note(Self.snapshot(at: 0))
    #expect(await questions.next() == video(1))
    prefetch.note(nil)
    prefetch.note(Self.snapshot(at: 2))
    #expect(await questions.next() == video(3))
    #expect(await questions.next() == video(4))
    for position in 0..<5 { prefetch.note(Self.snapshot(at: position)) }
    task.cancel()
    await task.value
    #expect(resolver.asked.withLock { $0.map(\.0) } == [video(1), video(3), video(4)])
    #expect(resolver.asked.withLock { $0.allSatisfy { $0.1 == .background } })
  }
}
