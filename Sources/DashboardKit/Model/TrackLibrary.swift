import FoundationEssentials
import TrackKit

/// The sort orders of the library.
enum TrackOrder: Int, CaseIterable, Sendable {
  case library, artist, title, length, freshness, format, plays, played
}

/// The tracks of the library, ready to be filtered and sorted in a moment.
///
/// Making one looks at every title, so it is made off the main thread.
public struct TrackLibrary: Sendable {
  /// The tracks as the store orders them.
  public private(set) var rows: [TrackRow]
  /// Where each track is in ``rows``.
  private(set) var places: [VideoID: Int]
  private var index: TextIndex
  /// The orders that have been worked out since the rows they depend on changed.
  private var orders: [TrackOrder: [Int]] = [:]

  /// What is known of some tracks and not of others.
  enum Field: Sendable { case album, format, plays, played, cache }
  /// What is known of at least one track: a column for it has something to show.
  private(set) var known: Set<Field> = []

  /// A library of `rows`.
  public init(_ rows: [TrackRow] = []) {
    self.rows = rows
    places = Dictionary(rows.indices.map { (rows[$0].id, $0) }) { first, _ in first }
    index = TextIndex(rows, fields: \.searchTexts)
    for row in rows { note(row) }
  }

  private mutating func note(_ row: TrackRow) {
    if !(row.album ?? "").isEmpty { known.insert(.album) }
    if !(row.format ?? "").isEmpty { known.insert(.format) }
    if row.playCount > 0 { known.insert(.plays) }
    if row.lastPlayedAt != nil { known.insert(.played) }
    if row.cachedFraction != nil || row.isKept { known.insert(.cache) }
  }

  /// The track with this id.
  subscript(id: VideoID) -> TrackRow? { places[id].map { rows[$0] } }

  /// Takes a track that is new or has changed.
  ///
  /// - Returns: the orders in which rows may have to move; `nil` when the filter, too, may see another text.
  mutating func update(_ row: TrackRow) -> Set<TrackOrder>? {
    note(row)
    guard let place = places[row.id] else {
      places[row.id] = rows.count
      index.set(row.searchTexts, at: rows.count)
      rows.append(row)
      orders = [:]
      return nil
    }
    let old = rows[place]
    rows[place] = row
    var changed: Set<TrackOrder> = []
    if old.staleAt != row.staleAt || old.failure != row.failure { changed.insert(.freshness) }
    if old.duration != row.duration { changed.insert(.length) }
    if old.format != row.format { changed.insert(.format) }
    if old.playCount != row.playCount { changed.insert(.plays) }
    if old.lastPlayedAt != row.lastPlayedAt { changed.insert(.played) }
    guard old.searchTexts == row.searchTexts else {
      index.set(row.searchTexts, at: place)
      orders = [:]
      return nil
    }
    for order in changed { orders[order] = nil }
    return changed
  }

  /// For each track whether it passes `query`.
  mutating func matches(_ query: FilterQuery) -> [Bool] {
    if index.isWorn { index = TextIndex(rows, fields: \.searchTexts) }
    return index.matches(query)
  }

  /// The places of all tracks in an order.
  mutating func places(in order: TrackOrder) -> [Int] {
    if let known = orders[order] { return known }
    let sorted = sort(by: order)
    orders[order] = sorted
    return sorted
  }

  private func sort(by order: TrackOrder) -> [Int] {
    switch order {
    case .library: Array(rows.indices)
    case .artist: rows.indices.sorted { index.precedes($0, $1) }
    case .title: sortByTitle()
    case .length: sort { ($0.duration ?? .zero) / .milliseconds(1) }
    case .freshness: sort { $0.freshnessRank }
    case .format:
      rows.indices.sorted { (rows[$0].format ?? "", $0) < (rows[$1].format ?? "", $1) }
    case .plays: sort { -Double($0.playCount) }
    case .played: sort { -($0.lastPlayedAt?.timeIntervalSince1970 ?? 0) }
    }
  }

  private func sortByTitle() -> [Int] {
    let keys = rows.map { String(decoding: Folding.fold($0.title), as: UTF8.self) }
    return rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
  }

  /// Equal rows keep the library's order.
  private func sort(_ key: (TrackRow) -> Double) -> [Int] {
    let keys = rows.map(key)
    return rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
  }
}

extension TrackRow {
  /// What needs attention first: what fails, what was never resolved, then what expires next.
  fileprivate var freshnessRank: Double {
    guard let staleAt else { return failure == nil ? -1 : -2 }
    return staleAt.timeIntervalSince1970
  }
}
