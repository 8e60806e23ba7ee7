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
    Row(name: "a lost song", lessons: [(.lost, .test, 0)], asked: 59, known: .init(isLost: true)),
    Row(name: "for a minute", lessons: [(.lost, .test, 0)], asked: 60, known: .init()),
    Row(
      name: "from the last loss on", lessons: [(.lost, .test, 0), (.lost, .test, 50)], asked: 109,
      known: .init(isLost: true)),
    Row(name: "not another song", lessons: [(.lost, .other, 0)], asked: 0, known: .init()),
    Row(name: "until it plays", lessons: [(.lost, .test, 0), (.plays, .test, 1)], asked: 2, known: .init()),
    Row(
      name: "another song that plays changes nothing", lessons: [(.lost, .test, 0), (.plays, .other, 1)],
      asked: 2,
      known: .init(isLost: true)),
    Row(
      name: "all at once",
      lessons: [(.lost, .test, 0), (.strictOrigin, .test, 0), (.refused(url: "a"), .test, 0)],
      asked: 1, known: .init(isURLRefused: true, isOriginStrict: true, isLost: true)),
  ])
  func standing(row: Row) {
    var memory = RelayMemory()
    let start = ContinuousClock.now
    for (lesson, id, second) in row.lessons { _ = memory.learn(lesson, of: id, at: start + .seconds(second)) }
    #expect(memory.standing(of: track(row.url), at: start + .seconds(row.asked)) == row.known)
  }

  @Test func onlyARefusalThatIsNewsConcernsOtherStreams() {
    var memory = RelayMemory()
    let now = ContinuousClock.now
    let answers = [.refused(url: "a"), .refused(url: "a"), .refused(url: "b"), .strictOrigin, .lost, .plays]
      .map {
        memory.learn($0, of: .test, at: now)
      }
    #expect(answers == [true, false, true, false, false, false])
  }

  @Test func aNewURLPutsTheRefusedOneOutOfMind() {
    var memory = RelayMemory()
    let now = ContinuousClock.now
    _ = memory.learn(.refused(url: "a"), of: .test, at: now)
    #expect(memory.standing(of: track("b"), at: now) == Standing())
    #expect(memory.standing(of: track("a"), at: now) == Standing())
  }

  private func track(_ url: String?) -> Track {
    Track(
      id: .test, title: "T",
      media: url.map { MediaSource(url: $0, resolvedAt: Date(timeIntervalSince1970: 0)) })
  }
}
