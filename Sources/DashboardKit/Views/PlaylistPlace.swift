/// What a row of the playlists' view is: a playlist, or an entry of one. Both are told apart by the row's number alone.
enum PlaylistPlace: Equatable {
  case playlist(Int)
  case entry(playlist: Int, Int)

  /// More entries than any playlist has.
  private static let most = 1 << 24

  /// The place that a row stands for.
  init(row: Int) {
    self =
      row < Self.most
      ? .playlist(row) : .entry(playlist: row / Self.most - 1, row % Self.most)
  }

  /// The number of the row.
  var row: Int {
    switch self {
    case .playlist(let place): place
    case .entry(let playlist, let entry): (playlist + 1) * Self.most + min(entry, Self.most - 1)
    }
  }
}
