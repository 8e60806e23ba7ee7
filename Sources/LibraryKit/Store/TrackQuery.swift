/// Which tracks to list, and in what order.
public struct TrackQuery: Sendable, Equatable {
  /// The orders of a listing.
  public enum Order: String, Sendable, CaseIterable {
    /// By artist, then title; tracks without an artist last.
    case artist
    /// By title.
    case title
    /// The URL changed last comes first.
    case updated
    /// The track played last comes first.
    case played
  }

  /// Words that must all occur in artist, title, album or id; empty for every track.
  public var search: String
  /// The order.
  public var order: Order
  /// At most so many tracks, `nil` for all.
  public var limit: Int?
  /// How many tracks to skip.
  public var offset: Int

  /// Every track by artist, unless said otherwise.
  public init(search: String = "", order: Order = .artist, limit: Int? = nil, offset: Int = 0) {
    self.search = search
    self.order = order
    self.limit = limit
    self.offset = offset
  }
}
