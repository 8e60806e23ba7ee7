import ArgumentParser
import LibraryKit
import TrackKit

/// Numbers of a list: `2`, `1,4`, `2-5`.
struct NumberSelection: ExpressibleByArgument, Equatable {
  /// The numbers, from 1, in the order in which they were named, each once.
  let numbers: [Int]

  init?(argument: String) {
    var numbers: [Int] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
        first >= 1, first <= last, last <= 10_000
      else { return nil }
      for number in first...last where !numbers.contains(number) { numbers.append(number) }
    }
    guard !numbers.isEmpty else { return nil }
    self.numbers = numbers
  }

  /// The tracks with these numbers.
  ///
  /// - Throws: `CommandFailure` naming the first number that nothing has.
  func choose(from record: SearchRecord) throws(CommandFailure) -> [Track] {
    guard let missing = numbers.first(where: { $0 > record.tracks.count }) else {
      return numbers.map { record.tracks[$0 - 1] }
    }
    throw CommandFailure(
      "no number \(missing) among the \(Wording.count(record.tracks.count, "result")) for "
        + TerminalText.quote(record.words))
  }
}
