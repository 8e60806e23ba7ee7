/// The sort orders of the library.
enum TrackOrder: Int, CaseIterable, Sendable {
  case library, track, length, freshness, format, plays, played
}
