import Testing

@testable import MPDKit

@Suite struct QueueWalkTests {
  /// An MPD that sends so many bytes at most, and the bytes of its songs.
  struct Row: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let limit: Int
    let lengths: [Int]
    let leftOut: [Int]
    let mostFailures: Int
  }

  static let rows: [Row] = [
    Row(testDescription: "nothing", limit: 10, lengths: [], leftOut: [], mostFailures: 0),
    Row(testDescription: "all fits", limit: 100, lengths: [1, 1, 1], leftOut: [], mostFailures: 0),
    Row(
      testDescription: "many pages", limit: 64, lengths: Array(repeating: 1, count: 2000), leftOut: [],
      mostFailures: 6),
    Row(
      testDescription: "one too long", limit: 1000,
      lengths: (0..<100).map { $0 == 37 ? 5000 : 1 }, leftOut: [37], mostFailures: 9),
    Row(
      testDescription: "the last one", limit: 1000, lengths: (0..<100).map { $0 == 99 ? 5000 : 1 },
      leftOut: [99], mostFailures: 9),
    Row(
      testDescription: "both", limit: 30, lengths: (0..<100).map { $0 == 0 || $0 == 50 ? 5000 : 1 },
      leftOut: [0, 50], mostFailures: 20),
    Row(testDescription: "a single one", limit: 1, lengths: [2], leftOut: [0], mostFailures: 2),
  ]

  @Test(arguments: rows) func everySongIsReadOnceOrLeftOut(_ row: Row) {
    var walk = QueueWalk(row.lengths.indices, size: 4096)
    var read: [Int] = []
    var leftOut: [Int] = []
    var failures = 0
    while let page = walk.page {
      if row.lengths[page].reduce(0, +) <= row.limit {
        read += page
        walk.succeeded()
      } else {
        failures += 1
        if let position = walk.failed() { leftOut.append(position) }
      }
    }
    #expect(leftOut == row.leftOut)
    #expect((read + leftOut).sorted() == Array(row.lengths.indices))
    #expect(failures <= row.mostFailures)
  }

  @Test func whatWasLearnt_isKept() {
    var walk = QueueWalk(0..<2000, size: 4096)
    while let page = walk.page { if page.count <= 300 { walk.succeeded() } else { _ = walk.failed() } }
    #expect(walk.size == 250)
    // A single long song says nothing about the rest.
    walk = QueueWalk(0..<2000, size: 250)
    while let page = walk.page { if !page.contains(700) { walk.succeeded() } else { _ = walk.failed() } }
    #expect(walk.size == 250)
  }

  @Test func refusalOfEverything_isHopeless() {
    var walk = QueueWalk(0..<1000, size: 10)
    while walk.page != nil, !walk.isHopeless { _ = walk.failed() }
    #expect(walk.page != nil)
  }
}
