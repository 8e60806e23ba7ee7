import NIOCore
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

struct WriteRunsTests {
  /// What is done with the runs, one after the other.
  enum Step: Sendable {
    /// Blocks of a file come.
    case add(Character, ClosedRange<Int>)
    case age
    case hurry(Character?)
    /// All that is due is taken: file, first block, number of blocks.
    case take([String])
  }

  /// Two of 40 blocks and a bit.
  private static let files: [Character: DiskFile] = ["a", "b"].reduce(into: [:]) { files, name in
    files[name] = DiskFile(number: files.isEmpty ? 1 : 2, facts: .test(length: 40 << 16 + 5))
  }

  @Test(
    arguments: [
      // One block waits for the next, until a MiB is whole.
      [.add("a", 0...14), .take([]), .add("a", 15...15), .take(["a 0+16"]), .add("a", 16...16), .take([])],
      [.add("a", 0...35), .take(["a 0+16", "a 16+16"])],
      // From the middle of one, to its end.
      [.add("a", 13...20), .take(["a 13+3"])], [.add("a", 15...15), .take(["a 15+1"])],
      // Two at a time, each by itself.
      [
        .add("a", 0...3), .add("b", 0...7), .add("a", 4...9), .add("b", 8...15), .take(["b 0+16"]),
        .add("a", 10...15), .take(["a 0+16"]),
      ],
      // What nothing follows waits for at least one interval.
      [.add("a", 2...3), .age, .take([]), .add("a", 4...4), .age, .take(["a 2+3"]), .age, .take([])],
      [.add("a", 2...2), .age, .add("b", 2...2), .age, .take(["a 2+1"]), .age, .take(["b 2+1"])],
      // What is due and not taken still grows.
      [.add("a", 2...2), .age, .age, .add("a", 3...4), .take(["a 2+3"])],
      // The end of a file, and all else of it.
      [.add("a", 3...4), .add("b", 1...1), .add("a", 40...40), .take(["a 3+2", "a 40+1"])],
      [.add("a", 38...40), .take(["a 38+3"])],
      // Gaps, and blocks that come from behind.
      [.add("a", 0...1), .add("a", 3...3), .hurry(nil), .take(["a 0+2", "a 3+1"])],
      [.add("a", 3...3), .add("a", 2...2), .hurry(nil), .take(["a 3+1", "a 2+1"])],
      // The same once more is written once more, behind.
      [.add("a", 2...3), .add("a", 2...4), .hurry(nil), .take(["a 2+2", "a 2+3"])],
      // One file is over, the other is not.
      [.add("a", 1...1), .add("b", 1...1), .hurry("b"), .take(["b 1+1"]), .hurry(nil), .take(["a 1+1"])],
    ] as [[Step]])
  func `what is written at once, and when`(steps: [Step]) throws {
    var runs = WriteRuns()
    for step in steps {
      switch step {
      case .add(let name, let blocks):
        for block in blocks { runs.add(order(try #require(Self.files[name]), block)) }
      case .age: runs.age()
      case .hurry(let name): runs.hurry(name.flatMap { Self.files[$0] })
      case .take(let expected):
        #expect(runs.isDue == !expected.isEmpty)
        #expect(takeAll(&runs) == expected)
        #expect(!runs.isDue)
      }
    }
    runs.hurry()
    _ = takeAll(&runs)
    #expect(runs.isEmpty && runs.bytes == 0)
  }

  @Test func `when much waits, the longest goes`() {
    let files = (0..<40).map { DiskFile(number: $0, facts: .test(length: 40 << 16)) }
    var runs = WriteRuns()
    // Each is as long as its number says, up to seven blocks.
    for (number, file) in files.enumerated() {
      for block in 0...number % 7 { runs.add(order(file, block)) }
    }
    var lengths: [Int] = []
    while let run = runs.next() { lengths.append(run.orders.count) }
    #expect(lengths.first == 7 && lengths == lengths.sorted(by: >))
    #expect(runs.bytes <= WriteRuns.most && runs.bytes + (lengths.last ?? 0) << 16 > WriteRuns.most)
  }

  private func order(_ file: DiskFile, _ block: Int) -> WriteRuns.Order {
    let range = BlockSet(length: file.length).bytes(of: block)
    return .init(
      ticket: block, file: file, block: block, bytes: ByteBuffer(repeating: 1, count: range.count))
  }

  private func takeAll(_ runs: inout WriteRuns) -> [String] {
    var taken: [String] = []
    while let run = runs.next() {
      #expect(run.orders.map(\.block) == Array(run.first..<run.end))
      #expect(run.bytes == run.orders.reduce(0) { $0 + $1.bytes.readableBytes })
      taken.append("\(run.file.number == 1 ? "a" : "b") \(run.first)+\(run.orders.count)")
    }
    return taken
  }
}
