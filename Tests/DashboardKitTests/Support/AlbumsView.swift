import Foundation

@testable import DashboardKit
@testable import TrackKit

/// A ninth view, as somebody may add one: all that it needs is in this file.
struct AlbumsView: TableView {
  let tab = Tab(9, "Albums")
  let noun = "album"
  let commands = [
    ViewCommand(.activate, "play a track of the album", needsPlayer: true),
    ViewCommand(.export, "write the albums into a file"), ViewCommand(.copy, "copy a track's URL"),
  ]
  let keyHints = [KeyHint(.activate, "listen"), KeyHint(.export, "export")]

  private enum Order: Int, CaseIterable { case album, artist }

  let isMarkable = true
  let orders = ListOrder.all(Order.self)

  func count(_ facts: Facts) -> Int { facts.tracks.count }

  func arrange(_ list: ListState, _ facts: inout Facts, now: Date) -> [Int] {
    let tracks = facts.tracks
    let rows = tracks.indices.filter { tracks[$0].album != nil }
    let byArtist = list.order.of(Order.self) == .artist
    return rows.sorted { left, right in
      func key(_ row: Int) -> String { (byArtist ? tracks[row].artist : tracks[row].album) ?? "" }
      return (key(left), left) < (key(right), right)
    }
  }

  func id(of row: Int, _ facts: Facts) -> RowID { RowID(facts.tracks[row].id) }

  func searchTexts(of row: Int, _ facts: Facts) -> [String] { [facts.tracks[row].album ?? ""] }

  func track(of row: Int, _ facts: Facts) -> VideoID? { facts.tracks[row].id }

  func isAffected(by change: Change, _ list: ListState) -> Bool { change == .library }

  func perform(_ command: Command, on list: inout ListState, _ facts: Facts) -> Response? {
    guard command == .export else { return nil }
    return .targets(list.targets.map { .exportEvents([facts.tracks[$0].album ?? ""]) })
  }

  func columns(width: Int, _ scene: Scene) -> [Table.Column] {
    [
      .init(title: "ALBUM", columns: 0, order: .init(Order.album)),
      .init(title: "ARTIST", columns: width / 3, order: .init(Order.artist)),
    ]
  }

  func row(_ row: Int, width: Int, _ scene: Scene, _ glyphs: Glyphs) -> Table.Row {
    let track = scene.facts.tracks[row]
    return Table.Row(cells: [.init(track.album ?? ""), .init(track.artist ?? "", .muted)])
  }

  func emptyPage(_ scene: Scene) -> EmptyPage { .sentence("No track has an album.") }
}
