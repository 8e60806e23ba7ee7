import TrackKit

/// Names a row of a list, wherever it is by now: the selection and the marks belong to rows, not to places.
enum RowID: Hashable, Sendable {
  case number(UInt64)
  case name(String)

  /// The row of a track.
  init(_ id: VideoID) { self = .name(id.rawValue) }
}
