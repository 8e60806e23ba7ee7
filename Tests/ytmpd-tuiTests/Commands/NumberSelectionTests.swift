import Foundation
import LibraryKit
import Testing
import TrackKit

@testable import ytmpd_tui

struct NumberSelectionTests {
  @Test(arguments: [("2", [2]), ("1,4", [1, 4]), ("2-4", [2, 3, 4]), ("3,1-3", [3, 1, 2])])
  func `numbers are read`(text: String, numbers: [Int]) {
    #expect(NumberSelection(argument: text)?.numbers == numbers)
  }

  @Test(arguments: ["", "0", "-1", "1-", "a", "4-2", "1,,2", "1-2-3", "1-99999999", " 1"])
  func `what is no number is refused`(text: String) {
    #expect(NumberSelection(argument: text) == nil)
  }

  @Test func `a number that nothing has is named`() throws {
    let record = SearchRecord(words: "w", searchedAt: Date(), tracks: [try track("a"), try track("b")])
    #expect(throws: CommandFailure("no number 3 among the 2 results for \"w\"")) {
      try NumberSelection(argument: "2-3")?.choose(from: record)
    }
    #expect((try? NumberSelection(argument: "2,1")?.choose(from: record))?.map(\.title) == ["B", "A"])
  }

  private func track(_ letter: Character) throws -> Track {
    Track(id: try #require(VideoID(String(repeating: letter, count: 11))), title: letter.uppercased())
  }
}
