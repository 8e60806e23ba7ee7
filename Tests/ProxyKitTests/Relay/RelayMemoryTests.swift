import Foundation
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// What is remembered, of which track, and for how long.
struct RelayMemoryTests {
  private typealias Standing = RelayMemory.Standing

  /// Lessons, each of a track and after so many seconds, and what is known of `.test` at the end.
  struct Row: Sendable, CustomTestStringConvertible {
    var name: String
    var lessons: [(lesson: RelayMemory.Lesson, id: VideoID, second: Int)]
    var asked: Int
    var url: String? = "a"
    var known: RelayMemory.Standing

    var testDescription: String { name }
  }

  @Test(arguments: [
    Row(name: "nothing was learnt", lessons: [], asked: 0, known: .init()),
    Row(
      name: "a refused URL", lessons: [(.refused(url: "a"), .test, 0)], asked: 0,
      known: .init(isURLRefused: true)),
    Row(
      name: "it does not pass with time", lessons: [(.refused(url: "a"), .test, 0)], asked: 1_000_000,
      known: .init(isURLRefused: true)),
    Row(
      name: "another URL is not refused", lessons: [(.refused(url: "b"), .test, 0)], asked: 0, known: .init()),
    Row(name: "nor is another track's", lessons: [(.refused(url: "a"), .other, 0)], asked: 0, known: .init()),
    Row(
      name: "nor is a track without a URL", lessons: [(.refused(url: "a"), .test, 0)], asked: 0, url: nil,
      known: .init()),
    Row(
      name: "the last one counts", lessons: [(.refused(url: "a"), .test, 0), (.refused(url: "b"), .test, 1)],
      asked: 2,
      known: .init()),
    Row(
      name: "a strict origin", lessons: [(.strictOrigin, .test, 0)], asked: 3599,
      known: .init(isOriginStrict: true)),
    Row(
      name: "it is strict with every track", lessons: [(.strictOrigin, .other, 0)], asked: 0,
      known: .init(isOriginStrict: true)),
    Row(name: "for an hour", lessons: [(.strictOrigin, .test, 0)], asked: 3600, known: .init()),
    Row(
      name: "from the last refusal on", lessons: [(.strictOrigin, .test, 0), (.strictOrigin, .test, 3000)],
      asked: 6599, known: .init(isOriginStrict: true)),
    Row(
      name: "a lost song", lessons: [(.lost(.init(reason: "why")), .test, 0)], asked: 59,
      known: .init(loss: .init(reason: "why"))),
    Row(name: "for a minute", lessons: [(.lost(.init(reason: "why")), .test, 0)], asked: 60, known: .init()),
    Row(
      name: "from the last loss on",
      lessons: [(.lost(.init(reason: "why")), .test, 0), (.lost(.init(reason: "why")), .test, 50)],
      asked: 109,
      known: .init(loss: .init(reason: "why"))),
    Row(
      name: "not another song", lessons: [(.lost(.init(reason: "why")), .other, 0)], asked: 0, known: .init()),
    Row(
      name: "until it plays", lessons: [(.lost(.init(reason: "why")), .test, 0), (.plays(nil), .test, 1)],
      asked: 2,
      known: .init()),
    Row(
      name: "another song that plays changes nothing",
      lessons: [(.lost(.init(reason: "why")), .test, 0), (.plays(nil), .other, 1)],
      asked: 2,
      known: .init(loss: .init(reason: "why"))),
    Row(
      name: "all at once",
      lessons: [
        (.lost(.init(reason: "why")), .test, 0), (.strictOrigin, .test, 0), (.refused(url: "a"), .test, 0),
      ],
      asked: 1, known: .init(isURLRefused: true, isOriginStrict: true, loss: .init(reason: "why"))),
  ])
  func standing(row: Row) {
    var memory = RelayMemory()
    let start = SuspendingClock.now
    for (lesson, id, second) in row.lessons {
      _ = memory.learn(lesson, of: listener(id), at: start + .seconds(second))
    }
    #expect(
      memory.standing(of: track(row.url), for: listener(.test), at: start + .seconds(row.asked)) == row.known)
  }

  @Test func onlyARefusalThatIsNewsConcernsOtherStreams() {
    var memory = RelayMemory()
    let now = SuspendingClock.now
    let answers = [
      .refused(url: "a"), .refused(url: "a"), .refused(url: "b"), .strictOrigin, .lost(.init(reason: "why")),
      .plays(nil),
    ]
    .map {
      memory.learn($0, of: listener(.test), at: now)
    }
    #expect(answers == [true, false, true, false, false, false])
  }

  @Test func aNewURLPutsTheRefusedOneOutOfMind() {
    var memory = RelayMemory()
    let now = SuspendingClock.now
    _ = memory.learn(.refused(url: "a"), of: listener(.test), at: now)
    #expect(memory.standing(of: track("b"), for: listener(.test), at: now) == Standing())
    #expect(memory.standing(of: track("a"), for: listener(.test), at: now) == Standing())
  }

  @Test func eachListenerHasARendition() {
    var memory = RelayMemory()
    let now = SuspendingClock.now
    let (english, german) = (Rendition("251", language: "en"), Rendition("251", language: "de"))
    _ = memory.learn(.plays(english), of: listener(.test), at: now)
    _ = memory.learn(.plays(german), of: listener(.test, "VLC"), at: now)
    func known(_ listener: RelayMemory.Listener) -> Rendition? {
      memory.standing(of: track("a"), for: listener, at: now + .seconds(86_400)).rendition
    }
    #expect(known(listener(.test)) == english && known(listener(.test, "VLC")) == german)
    #expect(known(listener(.test, "mpv")) == nil && known(listener(.other)) == nil)
    _ = memory.learn(.plays(german), of: listener(.test), at: now)
    #expect(known(listener(.test)) == german)
  }

  @Test func eachRenditionHasALayout() {
    var memory = RelayMemory()
    let now = SuspendingClock.now
    func learn(_ layout: MediaLayout, _ rendition: Rendition, _ id: VideoID = .test) {
      _ = memory.learn(.layout(layout, rendition), of: listener(id), at: now)
    }
    func known(_ id: VideoID = .test) -> [String] {
      // Whoever asks: it is the file's.
      memory.standing(of: Track(id: id, title: "T"), for: listener(id, "any"), at: now + .seconds(86_400))
        .layouts.map { "\($0.rendition.formatID) \($0.layout)" }
    }
    learn(.inOrder, Rendition("140", length: 7))
    learn(.indexBehind, Rendition("139", length: 7))
    #expect(known() == ["140 inOrder", "139 indexBehind"] && known(.other) == [])
    // YouTube may have made it anew.
    learn(.indexBehind, Rendition("140", length: 7))
    #expect(known() == ["139 indexBehind", "140 indexBehind"])
    for number in 0..<10 { learn(.inOrder, Rendition("\(number)")) }
    #expect(known() == ["6 inOrder", "7 inOrder", "8 inOrder", "9 inOrder"])
  }

  @Test func layoutsOfManySongsAreForgotten() throws {
    var memory = RelayMemory()
    let now = SuspendingClock.now
    let ids = try (0...RelayMemory.mostLayouts.songs).map { number in
      try #require(VideoID(String("\(number)aaaaaaaaaaa".prefix(11))))
    }
    for id in ids { _ = memory.learn(.layout(.inOrder, Rendition("140")), of: listener(id), at: now) }
    let known = [ids[0], ids[1], ids[ids.count - 1]].map {
      memory.standing(of: Track(id: $0, title: "T"), for: listener($0), at: now).layouts.count
    }
    #expect(known == [0, 1, 1])
  }

  @Test func listenersOfLongAgoAreForgotten() {
    var memory = RelayMemory()
    let now = SuspendingClock.now
    for number in 0...RelayMemory.mostListeners {
      _ = memory.learn(.plays(Rendition("251")), of: listener(.test, "\(number)"), at: now)
      // Who is heard again is not forgotten.
      _ = memory.learn(.plays(Rendition("140")), of: listener(.test, "0"), at: now)
    }
    func known(_ number: Int) -> Rendition? {
      memory.standing(of: track("a"), for: listener(.test, "\(number)"), at: now).rendition
    }
    #expect(known(0) == Rendition("140") && known(1) == nil && known(2) == Rendition("251"))
  }

  private func listener(_ id: VideoID, _ agent: String = "MPD") -> RelayMemory.Listener {
    var request = ProxyRequest(id: id)
    request.userAgent = agent
    return .init(request)
  }

  private func track(_ url: String?) -> Track {
    Track(
      id: .test, title: "T",
      media: url.map { MediaSource(url: $0, resolvedAt: Date(timeIntervalSince1970: 0)) })
  }
}
