import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The book of streams")
struct StreamBookTests {
  @Test("Ten thousand streams that come and go leave a bounded book")
  func book() {
    var book = StreamBook()
    for number in 0..<10_000 as Range<UInt64> {
      let stream = StreamReference(id: number, track: Sample.reference(1, "A"), client: "x")
      book.take(.init(sequence: number, date: Sample.now, kind: .streamStarted(stream, offset: 0)))
      if number % 3 != 0 {
        book.take(
          .init(sequence: number, date: Sample.now, kind: .streamFinished(stream, bytes: 1, clientLeft: true))
        )
      }
      if number % 100 == 0 { book.take([], now: Sample.now) }
    }
    book.take([], now: Sample.now)
    #expect(book.entries.count == StreamBook.endedLimit)
    #expect(book.entries.map(\.id) == book.entries.map(\.id).sorted())
    for _ in 0..<1000 {
      let stream = StreamReference(id: 9999, track: Sample.reference(1, "A"), client: "x")
      book.take(.init(sequence: 1, date: Sample.now, kind: .streamResumed(stream, offset: 0)))
    }
    #expect(book[9999]?.history.count == StreamBook.historyLimit)
    #expect(book[9999].map { $0.omitted > 600 } == true)
  }
}
