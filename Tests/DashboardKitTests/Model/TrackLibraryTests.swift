import Foundation
import Testing

@testable import DashboardKit
@testable import TrackKit

@Suite("Finding and ordering tracks")
struct TrackLibraryTests {
  private static func row(_ number: Int, _ artist: String?, _ title: String, album: String? = nil) -> TrackRow
  {
    TrackRow(Track(id: Sample.id(number), title: title, artist: artist, album: album), staleAt: nil)
  }

  private static let rows = [
    row(0, "Beyoncé", "Déjà Vu", album: "B'Day"), row(1, "Sigur Rós", "Sæglópur"), row(2, nil, "ДОРОГА"),
    row(3, "宇多田ヒカル", "First Love"), row(4, "AC/DC", "T.N.T.\u{9}\u{a}x"), row(5, "e\u{301}", "ẞtraße"),
  ]

  private static func find(_ text: String, in library: inout TrackLibrary) -> [Int] {
    let matches = library.matches(FilterQuery(text))
    return library.places(in: .library).filter { matches[$0] }
  }

  @Test(
    "A filter looks past accents, case and the order of words",
    arguments: [
      ("beyonce", [0]), ("DEJA", [0]), ("vu bey", [0]), ("day", [0]), ("saeglopur", [1]), ("ros", [1]),
      ("дорога", [2]), ("宇多田", [3]), ("first 宇", [3]), ("t.n.t. x", [4]), ("strasse", [5]),
      ("é", [0, 1, 3, 5].filter { $0 != 1 && $0 != 3 }),
      ("zzz", []), ("beyonce zzz", []), ("track-10003", [3]), ("  ", [0, 1, 2, 3, 4, 5]),
    ])
  func filter(text: String, places: [Int]) {
    var library = TrackLibrary(Self.rows)
    let found = Self.find(text, in: &library)
    if text == "é" {
      // An e is an e; this only must not miss the ones with an accent.
      #expect(Set(found).isSuperset(of: places))
    } else {
      #expect(found == places)
    }
    // Row by row it must be the same: other lists are searched that way.
    let alone = Self.rows.indices.filter { FilterQuery(text).matches(Self.rows[$0].searchTexts) }
    #expect(alone == found)
  }

  @Test("A row that is changed or new is found by what it says now")
  func changes() {
    var library = TrackLibrary(Self.rows)
    #expect(library.update(Self.row(1, "Múm", "Green Grass")) == nil)
    #expect(library.update(Self.row(6, "New", "Grass")) == nil)
    var fresh = Self.rows[3]
    fresh.staleAt = Sample.now
    #expect(library.update(fresh) == [.freshness])
    #expect(library.update(fresh) == [])
    func find(_ text: String) -> [Int] { Self.find(text, in: &library) }
    #expect(find("grass") == [1, 6])
    #expect(find("sigur") == [])
    #expect(library.places(in: .artist).first == 4)
    for number in 0..<1000 { _ = library.update(Self.row(number, "Many", "N\(number)")) }
    #expect(library.rows.count == 1000)
    #expect(find("n999") == [999])
    #expect(find("grass") == [])
  }

  @Test("Every order sorts all rows, equal ones in the library's order, and back again")
  func orders() {
    var library = TrackLibrary(Self.rows)
    var state = Sample.state()
    _ = state.update(.tracks(Self.rows), now: Sample.now)
    _ = state.type("3")
    for order in TrackOrder.allCases {
      let sorted = library.places(in: order)
      #expect(sorted.sorted() == Array(Self.rows.indices))
      if order != .library { state.sort(by: ListOrder(order), now: Sample.now) }
      #expect(state.list.sources == sorted)
      state.sort(by: ListOrder(order), now: Sample.now)
      #expect(state.list.sources == sorted.reversed())
      if ![.artist, .title, .library].contains(order) { #expect(sorted == Array(Self.rows.indices)) }
    }
  }

  @Test("What is failing says why, and comes first")
  func failing() {
    var failing = Self.rows[1]
    failing.failure = "it is private"
    #expect(failing.freshness(now: Sample.now) == .failing)
    failing.staleAt = Sample.now + 100
    #expect(failing.freshness(now: Sample.now) == .fresh)
    failing.staleAt = nil
    var library = TrackLibrary(Self.rows)
    _ = library.update(failing)
    #expect(library.places(in: .freshness).first == 1)
    var state = Sample.state(columns: 120)
    _ = state.update(.tracks([failing]), now: Sample.now)
    _ = state.type("3")
    // The column may cut it, the foot of the pane does not.
    #expect(Sample.screen(state).contains("╰─ Sigur Rós - Sæglópur: it is private ─"))
    #expect(Sample.screen(state).contains("failing: it"))
  }
}
