import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("The graph")
struct AreaGraphTests {
  @Test("A graph is as high as its values, in dots or in ASCII")
  func graph() {
    let samples: [Int64] = [0, 1, 4, 8]
    let rows = AreaGraph(samples: samples[...], most: 8).rows(2, columns: 2, isASCII: false)
    #expect(rows == [" ⢸", "⢀⣿"])
    let ascii = AreaGraph(samples: samples[...], most: 6).rows(2, columns: 5, isASCII: true)
    #expect(ascii == ["   .#", "  .##"])
    #expect(AreaGraph(samples: [], most: 0).rows(1, columns: 3, isASCII: false) == ["   "])
  }
}
